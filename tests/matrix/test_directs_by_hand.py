"""Who is heard and answered alone: people with accounts of their own; without a server."""

import pytest

from bot.core.chat import Message
from bot.core.relaying import Ghosts, ghosts
from bot.matrix.directs import Directs
from bot.matrix.rooms import Rooms
from tests.matrix.events import ADA, ME, ROOM, event, member, said, told

GHOST, BOT, DIRECT = "@libera_ada:kiln.test", "@other:kiln.test", "!two:kiln.test"
RANKED = event("m.room.create", ADA, {"room_version": "11"}, state_key="")


@pytest.fixture
def alone_with():
    """`directs, heard = alone_with(user)`: in a room of the config with them, and what they said in one of two."""

    def make(user: str) -> tuple[Directs, list[Message]]:
        rooms = Rooms([ROOM], ME, frozenset({BOT}), _ghosts())
        shared, direct = rooms.hearings[ROOM], rooms.directs.hearing(DIRECT)
        for known in (shared, direct):
            known.inside = True
            known.state.apply_all([{**RANKED, "sender": user}, member(ME), member(user)])
        return rooms.directs, list(rooms.directs.told(direct, told(direct, said(user, "#link-me"))))

    return make


def _ghosts() -> Ghosts:
    return ghosts(("@libera_.*:kiln.test",))


def test_who_made_the_room_of_two_runs_no_other_room(alone_with) -> None:
    directs, heard = alone_with(ADA)
    assert [(message.room, message.private, message.operator) for message in heard] == [(ROOM, True, False)]
    assert directs.room_with(ADA) == DIRECT


@pytest.mark.parametrize("user", [GHOST, BOT])
def test_a_bridges_ghost_and_another_bot_are_nobody_to_talk_with_alone(alone_with, user) -> None:
    directs, heard = alone_with(user)
    assert heard == []
    assert directs.room_with(user) == ""
    assert directs.room_with("") == ""
