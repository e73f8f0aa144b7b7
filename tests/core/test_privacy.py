"""Minutes of a private room go where its own setting says, and else nowhere."""

from dataclasses import replace

import pytest

from bot.app.privacy import said_private
from bot.core.chat import Person, RoomView
from bot.core.destinations import Destination
from bot.core.events import MeetingBecamePrivate
from tests.meetings.stage import BESIDE, kinds, place, rules, stage

MEETING = ("ada: #startmeeting", "ada: #info a fact", "ada: #endmeeting")
SEALED = RoomView((Person("kiln/account/minutebot", "minutebot"),), private=True, sealed=True)
OPEN, CLOSED = RoomView(), RoomView(private=True)


@pytest.mark.parametrize(
    ("config", "view", "private"),
    [(None, OPEN, False), (None, CLOSED, True), (False, CLOSED, False), (True, OPEN, True)],
)
def test_a_room_is_private_by_the_config_or_else_by_what_the_network_says(config, view, private) -> None:
    assert rules(private=config).says_private(view) is private


def test_a_private_meeting_is_published_nowhere_and_the_room_is_told_before_and_after() -> None:
    played = stage(rules(private=True)).play(*MEETING)
    assert [edition.publishers for edition in played.queued] == [()]
    assert "published nowhere; name publishers in the room's own `publish`" in played.said[1]
    assert "published nowhere; name publishers in the room's own `publish`" in played.said[-1]
    assert played.minutes().private


def test_a_private_meeting_goes_where_its_room_says() -> None:
    played = stage(rules(private=True, to=(Destination("archive", "the archive", chosen=True),))).play(*MEETING)
    assert [edition.publishers for edition in played.queued] == [("archive",)]
    assert played.said[1] == "Minutes will go to the archive."


def test_where_nothing_is_published_anyway_privacy_is_not_spoken_of() -> None:
    played = stage(rules(private=True, to=())).play(*MEETING)
    assert not [line for line in played.said if "private" in line]


def test_a_room_closed_in_the_middle_makes_the_whole_meeting_private_and_says_so_once() -> None:
    played = stage().play(*MEETING[:2], "-!- only by invitation", "-!- only by invitation", *MEETING[2:])
    assert kinds(played.events).count("MeetingBecamePrivate") == 1
    assert [edition.publishers for edition in played.queued] == [()]
    assert len([line for line in played.said if line.startswith("This room is private")]) == 1


def test_a_room_that_the_config_calls_public_stays_so() -> None:
    played = stage(rules(private=False)).play(*MEETING[:2], "-!- only by invitation", *MEETING[2:])
    assert [edition.publishers for edition in played.queued] == [("archive",)]


def test_a_room_that_the_config_calls_private_since_a_meeting_began_makes_it_private() -> None:
    played = stage().play(*MEETING[:2])
    played.rooms = {room: replace(rules, private=True) for room, rules in played.rooms.items()}
    for told in said_private(played.rooms, played.now):
        played.observe(told)
    assert [edition.publishers for edition in played.play(MEETING[2]).queued] == [()]
    assert said_private(stage(rules(private=False)).rooms, played.now) == []


def test_a_draft_that_was_for_everybody_is_taken_away_when_the_room_is_closed() -> None:
    played = stage(rules(to=(Destination("archive", drafts=True),))).play(
        *MEETING[:2], "ada: #save", "-!- only by invitation"
    )
    assert [(edition.revision, edition.publishers) for edition in played.queued] == [(0, ("archive",))] * 2
    assert "ada: this meeting is private" in played.play("ada: #save").said[-1]


def test_a_meeting_reopened_in_a_room_that_was_closed_meanwhile_says_private() -> None:
    played = stage().play(*MEETING, "-!- only by invitation", "ada: #reopen")
    assert isinstance(played.events[-1].entry.event, MeetingBecamePrivate)
    assert played.meeting.private


def test_no_meeting_is_held_in_a_room_that_cant_be_read() -> None:
    played = stage()
    played.play(*MEETING)
    played._view = lambda _room: SEALED
    refused = "I can't read this room, because it is encrypted: my operator can install minutebot[e2e]"
    for line in ("ada: #startmeeting", "ada: #reopen"):
        assert refused in played.play(line).said[-1]
    assert not played.state.meetings


def test_no_meeting_is_held_in_a_place_of_which_one_room_cant_be_read() -> None:
    played = stage(*place())
    played._view = lambda room: SEALED if room == BESIDE else OPEN
    assert "I can't read this room" in played.play("ada: #startmeeting").said[-1]
    assert not played.state.meetings
