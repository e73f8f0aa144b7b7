"""What waits to be said, while the rooms it is for come and go; without a server."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import nio
import pytest

from bot.app.ports import Posted, Shown
from bot.core.chat import Room, Say
from bot.core.relaying import Ghosts
from bot.core.replies import Change, Repeat
from bot.matrix.faults import Fault
from bot.matrix.room import RoomState
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
    redacted: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    async def room_send(self, room_id: str, kind: str, content: dict, tx_id: str) -> nio.RoomSendResponse:
        self.sent.append((room_id, kind, content))
        self.meanwhile()
        return nio.RoomSendResponse(f"$said-{tx_id}", room_id)

    async def room_redact(self, room_id: str, event_id: str, tx_id: str) -> nio.RoomRedactResponse:
        self.redacted.append(event_id)
        return nio.RoomRedactResponse(f"$gone-{tx_id}", room_id)


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


THERE = Room("kiln", "!there:kiln.test")


def off_the_record(number: int, text: str) -> Posted:
    return Posted(
        0, f"t{number}", Shown(ROOM, (Repeat(ROOM, THERE, f"$m{number}", "ada", text, kept=False),)), WallClock().now()
    )


def gone(number: int, **more: object) -> Repeat:
    return Repeat(ROOM, THERE, f"$m{number}", change=Change.ERASED, **more)


@pytest.fixture
def aloud(speaker) -> Speaker:
    """In a room without encryption; what is said waits for no record."""
    speaker.rooms.hearings[ROOM].state = RoomState(ROOM.network)
    speaker.rooms.hearings[ROOM].state.apply_all([CREATED, member(ADA), member(ME)])
    for number, text in ((1, "a slip"), (2, "a word")):
        speaker.put(off_the_record(number, text))
    return speaker


def said_by(speaker: Speaker) -> list[str]:
    return [content["body"] for _, _, content in speaker.client().sent]


async def all_said(speaker: Speaker) -> None:
    while await speaker._one(ROOM) is not None:
        pass


@pytest.mark.parametrize(("erasure", "texts"), [(gone(1), ["a word"]), (gone(1, beyond=1), ["a slip", "a word"])])
async def test_what_is_gone_before_it_was_shown_is_not_shown(aloud, erasure, texts) -> None:
    aloud.forget(erasure)
    await all_said(aloud)
    assert said_by(aloud) == [f"<ada> {text}" for text in texts]
    assert aloud.client().redacted == []


async def test_what_is_gone_while_it_is_on_its_way_is_taken_away_as_soon_as_it_is_shown(aloud) -> None:
    aloud.client().meanwhile = lambda: aloud.forget(gone(1))
    await all_said(aloud)
    assert said_by(aloud) == ["<ada> a slip", "<ada> a word"]
    assert aloud.client().redacted == ["$said-t1"]


async def test_what_is_gone_after_it_was_tried_in_vain_is_tried_without_its_words(aloud) -> None:
    def lost() -> None:
        aloud.client().meanwhile = lambda: None
        raise ConnectionResetError

    aloud.client().meanwhile = lost
    assert await aloud._one(ROOM) == -1.0
    aloud.forget(gone(1))
    await all_said(aloud)
    assert said_by(aloud) == ["<ada> a slip", "<?> (retracted)", "<ada> a word"]
    assert aloud.client().redacted == ["$said-t1"]


async def test_of_too_much_that_waits_the_oldest_is_dropped_but_for_what_is_on_its_way(aloud) -> None:
    def much() -> None:
        aloud.client().meanwhile = lambda: None
        for number in range(3, 110):
            aloud.put(off_the_record(number, f"word {number}"))
        aloud.forget(gone(1))

    aloud.client().meanwhile = much
    await all_said(aloud)
    assert said_by(aloud)[:2] == ["<ada> a slip", "<ada> word 11"]
    assert aloud.client().redacted == ["$said-t1"]
