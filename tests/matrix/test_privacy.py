"""Which Matrix rooms are private, and when the bot says so, without a server."""

import pytest

from bot.core.chat import Message, RoomBecamePrivate
from tests.matrix.events import ADA, ME, ROOM, event, hearing, member, said, told


def state(kind: str, **content: object) -> dict:
    return event(f"m.room.{kind}", ADA, content, state_key="")


PUBLIC = state("join_rules", join_rule="public")
ENCRYPTED = state("encryption", algorithm="m.megolm.v1.aes-sha2")
CLOSED = state("join_rules", join_rule="invite")


@pytest.mark.parametrize(
    ("events", "private"),
    [
        ((PUBLIC,), False),
        ((PUBLIC, state("history_visibility", history_visibility="shared")), False),
        ((PUBLIC, state("history_visibility", history_visibility="joined")), True),
        ((PUBLIC, ENCRYPTED), True),
        ((CLOSED,), True),
        ((CLOSED, state("history_visibility", history_visibility="world_readable")), False),
        ((state("join_rules", join_rule="restricted"),), True),
        ((state("join_rules"),), True),
        ((state("join_rules", join_rule=["public"]),), True),
        ((PUBLIC, state("history_visibility", history_visibility={})), True),
    ],
)
def test_a_room_is_private_unless_everybody_may_come_in_and_read(events, private) -> None:
    assert hearing(*events).state.private is private


def test_that_a_room_became_private_is_told_in_its_place_and_once() -> None:
    known = hearing(PUBLIC)
    observed = told(known, said(ADA, "before"), ENCRYPTED, said(ADA, "after"), CLOSED)
    assert [type(each) for each in observed] == [Message, RoomBecamePrivate, Message]
    assert not told(known, CLOSED)


def test_a_room_found_private_is_told_of_at_once_and_again_after_it_was_open() -> None:
    known = hearing(CLOSED)
    assert told(known, said(ADA, "hi"))[0].room == ROOM
    observed = told(known, PUBLIC, CLOSED)
    assert [type(each) for each in observed] == [RoomBecamePrivate]


def test_of_a_room_that_the_bot_is_not_in_nothing_is_told() -> None:
    known = hearing(CLOSED, inside=False)
    assert told(known, said(ADA, "hi")) == []
    assert [type(each) for each in told(known, member(ME))] == [RoomBecamePrivate]
