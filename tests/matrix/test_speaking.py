"""What waits to be said, while the rooms it is for come and go; without a server."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import nio
import pytest

from bot.core.chat import Room, Say
from bot.core.relaying import Ghosts
from bot.matrix.faults import Fault
from bot.matrix.rooms import Rooms
from bot.matrix.speaking import Speaker
from tests.matrix.bots import FakePostbox, WallClock, settings_for
from tests.matrix.events import ADA, ME, event, member

OLD, NEW = "!old:kiln.test", "!new:kiln.test"
ROOM = Room("kiln", OLD)
ENCRYPTED = event("m.room.encryption", ADA, {"algorithm": "m.megolm.v1.aes-sha2"}, state_key="")
CREATED = event("m.room.create", ADA, {"room_version": "11"}, state_key="")


@dataclass
class FakeClient:
    """A server that takes everything."""

    sent: list[tuple[str, str, dict]] = field(default_factory=list)

    async def room_send(self, room_id: str, kind: str, content: dict, tx_id: str) -> nio.RoomSendResponse:
        self.sent.append((room_id, kind, content))
        return nio.RoomSendResponse(f"$said-{tx_id}", room_id)


@dataclass
class SlowPostbox(FakePostbox):
    """Something happens while it looks."""

    meanwhile: Callable[[], None] = lambda: None

    async def next(self, room: Room):
        self.meanwhile()
        return await super().next(room)


@pytest.fixture
def speaker(tmp_path) -> Speaker:
    """In an encrypted room, with no keys at hand."""
    account = SimpleNamespace(user_id=ME, password="secret")
    rooms = Rooms([ROOM], ME, frozenset(), Ghosts(), decrypts=True)
    rooms.hearings[ROOM].inside = True
    rooms.hearings[ROOM].state.apply_all([CREATED, ENCRYPTED, member(ADA), member(ME)])
    client = FakeClient()
    settings = settings_for("http://127.0.0.1:1", account, tmp_path)
    return Speaker(settings, rooms, SlowPostbox(), WallClock(), random.Random(1), lambda: client)


def moved(rooms: Rooms) -> None:
    """The room goes on elsewhere."""
    tombstone = event("m.room.tombstone", ADA, {"replacement_room": NEW}, state_key="")
    rooms.hearings[ROOM].state.apply(tombstone)
    assert rooms.follow(ROOM) == NEW


async def test_what_is_about_to_be_said_when_its_room_moves_on_waits(speaker) -> None:
    speaker.postbox.post(Say(ROOM, "a secret"))
    speaker.postbox.meanwhile = lambda: moved(speaker.rooms)
    assert await speaker._one(ROOM) is None
    assert speaker.client().sent == []
    assert len(speaker.postbox.waiting[ROOM]) == 1


async def test_nothing_is_said_in_a_room_that_nothing_is_known_of(speaker) -> None:
    with pytest.raises(Fault, match="not ours"):
        await speaker._send(speaker.client(), "!gone:kiln.test", "m.room.message", {"body": "a secret"}, "t")
    assert speaker.client().sent == []
