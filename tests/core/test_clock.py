"""What the clock makes of a meeting: the question, the end, the time of a topic."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.chat import RoomView, SetTopic
from bot.core.clock import due, next_due
from bot.core.events import Ending, IdlenessAsked, MeetingEnded, TimeboxWarned
from tests.meetings.stage import Stage, hold, kinds, rules, stage

START = ("[16:00] <ada> #startmeeting", "[16:05] <bo> hi")
NEVER = timedelta()
QUESTION = "Still meeting? #endmeeting ends it, and anything you say goes on; else it ends by itself in 10 min."


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 4, 8, hour, minute, tzinfo=UTC)


def _next(played: Stage, **more: timedelta) -> datetime | None:
    return next_due(played.meeting, rules(**more), played.state.last_said_in(played.meeting))


def test_nothing_is_due_before_the_silence_has_lasted() -> None:
    played = hold(*START)
    last_said = played.state.last_said_in(played.meeting)
    assert _next(played) == _at(16, 35)
    assert due(played.meeting, rules(), last_said, _at(16, 34)) == ()
    assert due(played.meeting, rules(), last_said, _at(16, 35)) == (IdlenessAsked(),)


def test_a_room_may_say_how_long_it_bears_silence_and_that_it_always_does() -> None:
    played = hold(*START)
    assert _next(played, idle_after=timedelta(minutes=2)) == _at(16, 7)
    assert _next(played, idle_after=NEVER) is None
    patient = stage(rules(end_after=NEVER)).play(*START, "-!- tick 17:00", "-!- tick tomorrow 23:00")
    assert patient.said[-1] == "Still meeting? #endmeeting ends it, and anything you say goes on."
    assert patient.meeting.running


def test_the_end_is_the_last_line_said_and_puts_the_rooms_topic_back() -> None:
    played = hold(*START, "bo: #topic Clay", "ada: #topic Glaze", "-!- tick 16:40", "-!- tick 16:50")
    assert (played.meeting.ending, played.meeting.ended_at) == (Ending.TIMEOUT, _at(16, 7))
    assert played.meeting.closed_at == _at(16, 50)
    assert [kept.entry.at for kept in played.events][-1] == _at(16, 50)
    assert isinstance(played.replies[-1], SetTopic)
    assert [(meeting.id, meeting.revision) for meeting in played.ended] == [("weekly-2026-04-08", 1)]
    assert played.minutes().ended_by == "timeout"


def test_it_can_be_reopened_for_an_hour_after_it_came_to_its_end() -> None:
    script = (*START, "-!- tick 22:00", "-!- tick 22:10")
    assert hold(*script, "[23:00] <ada> #reopen").meeting.running
    assert not hold(*script, "[23:11] <ada> #reopen").meeting.running


@pytest.mark.parametrize("answer", ["yes", "[off] yes", "#status", "#agrred", "#nonsense", "q+"])
def test_anything_that_is_said_takes_the_question_back(answer: str) -> None:
    played = hold(*START, "-!- tick 16:40", f"[16:45] <bo> {answer}", "-!- tick 16:50", "-!- tick 17:14")
    assert played.meeting.running
    assert not played.meeting.unanswered
    assert played.said.count(QUESTION) == 1
    assert played.play("-!- tick 17:15").said.count(QUESTION) == 2


def test_what_a_bot_says_does_not() -> None:
    played = hold(*START, "-!- tick 16:40", "[16:45] <minutebot> yes", "-!- tick 16:50")
    assert not played.meeting.running


def test_the_question_is_asked_once_however_often_the_clock_is_looked_at() -> None:
    played = hold(*START, *(f"-!- tick 16:{minute}" for minute in range(35, 45)), "-!- restart", "-!- tick 16:44")
    assert played.said.count(QUESTION) == 1


def test_a_server_whose_clock_is_slow_does_not_have_it_asked_at_each_line() -> None:
    played = hold(*START)
    for minute in range(30):
        played.now = _at(17, 0) + timedelta(minutes=minute)
        played.play(f"-!- tick 17:{minute:02}")
        played.now -= timedelta(hours=2)
        played.play("bo: still talking")
    assert played.said.count(QUESTION) == 1
    assert played.meeting.running


def test_a_clock_that_is_set_forward_asks_before_it_ends() -> None:
    played = hold(*START, "-!- tick tomorrow 16:06")
    assert played.said[-1] == QUESTION
    assert played.meeting.running


def test_a_clock_that_is_set_back_ends_nothing() -> None:
    played = hold(*START, "-!- tick 16:35", "-!- tick 10:00", "[10:01] <bo> hi", "-!- tick 10:40", "-!- tick 10:50")
    assert played.meeting.running
    assert played.play("-!- tick 17:05", "-!- tick 17:15").meeting.ended_at == _at(16, 5)


def test_a_room_that_the_bot_is_not_in_is_asked_nothing() -> None:
    played = hold(*START)
    played._view = lambda _room: RoomView()
    assert played.play("-!- tick 20:00", "-!- tick 21:00").said[3:] == []
    assert played.meeting.running


def test_an_aborted_meeting_has_no_clock() -> None:
    played = hold(*START, "-!- tick 16:40", "ada: #abortmeeting", "-!- tick 20:00")
    assert "aborted" in played.said[-1]


def test_topics_without_a_time_are_not_warned_of() -> None:
    played = hold("bo: #agenda Clay", *START, "ada: #topic Mine", "-!- tick 16:30", "ada: #topic 1", "-!- tick 16:50")
    assert not any(isinstance(kept.entry.event, TimeboxWarned) for kept in played.events)


def test_one_warning_is_enough_for_who_comes_late() -> None:
    script = ("bo: #agenda Clay (10m)", *START, "[16:05] <ada> #topic 1")
    assert [at for at in (_next(hold(*script)),) if at] == [_at(16, 13)]
    played = hold(*script, "-!- tick 16:20", "-!- tick 16:21")
    assert played.said[-1] == "Time is up for Clay (10 min)."
    assert [kept.entry.event for kept in played.events][-1:] == [TimeboxWarned(1, 100)]
    assert _next(played) == _at(16, 35)


def test_an_end_stands_alone() -> None:
    played = hold("bo: #agenda Clay (50m)", *START, "[16:05] <ada> #topic 1", "-!- tick 16:35", "-!- tick 17:00")
    assert played.events[-1].entry.event == MeetingEnded("", Ending.TIMEOUT, _at(16, 5))
    assert not any(isinstance(kept.entry.event, TimeboxWarned) for kept in played.events)


def test_a_topic_that_takes_the_number_of_one_taken_back_has_its_own_warnings() -> None:
    script = ("bo: #agenda Clay (10m)", *START, "[16:05] <ada> #topic 1", "-!- tick 16:15", "ada: #undo")
    played = hold(*script, "[16:16] <ada> #topic 1", "-!- tick 16:24", "-!- restart", "-!- tick 16:26")
    assert played.said[-2:] == ["2 min left for Clay (10 min).", "Time is up for Clay (10 min)."]


def test_a_vote_that_is_open_is_closed_before_the_meeting_ends_by_itself() -> None:
    played = hold(*START, "ada: #vote Ship it?", "bo: +1", "-!- tick 17:00", "-!- tick 17:10")
    assert kinds(played.events)[-3:] == ["IdlenessAsked", "VoteClosed", "MeetingEnded"]
    assert "carried" in played.said[-2]
    assert "ended automatically" in played.said[-1]
