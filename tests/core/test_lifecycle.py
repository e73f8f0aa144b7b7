"""Starting, ending, and how things stand: the words of each answer."""

from datetime import timedelta

import pytest

from bot.core.chat import SetTopic
from bot.core.commands import BUILT_IN, Command, Deliveries, When, Who, join_tables
from bot.core.events import Ending, MeetingEnded, MeetingStarted
from bot.core.rules import SeriesRules
from tests.meetings.stage import Stage, hold, rules, stage

START = "ada: #startmeeting"


def _topics(played: Stage) -> list[str]:
    return [reply.text for reply in played.replies if isinstance(reply, SetTopic)]


def test_starting_says_name_date_chair_place_agenda_open_actions_and_that_it_is_recorded() -> None:
    played = hold(
        *(START, *(f"ada: #action bo to do {n}" for n in range(1, 8)), "ada: #endmeeting"),
        *("bo: #agenda Clay", "bo: #agenda Glaze", "-!- tomorrow"),
    )
    played.replies = []
    played.play("bo: #startmeeting")
    assert played.said == [
        "Weekly Meeting: 2026-04-09. Chair: bo. Agenda: 1. Clay 2. Glaze",
        "Minutes will go to the archive.",
        "Open actions: A-1 bo: do 1; A-2 bo: do 2; A-3 bo: do 3; A-4 bo: do 4; A-5 bo: do 5; and 2 more",
        "This meeting is recorded; lines that begin with [off] are not.",
    ]


def test_a_meeting_bears_the_name_it_was_started_with_or_else_the_rooms() -> None:
    assert hold("ada: #startmeeting").meeting.name == "Weekly Meeting"
    named = hold("ada: #startmeeting Kiln Design").meeting
    assert (named.name, named.series, named.id) == ("Kiln Design", "kiln-design", "kiln-design-2026-04-08")
    assert len(hold(f"ada: #startmeeting {'x' * 300}").meeting.name) == 80


def test_a_known_series_keeps_its_spelling_zone_and_slug() -> None:
    known = SeriesRules("weekly", "Weekly Meeting", zone=_zone("Asia/Tokyo"))
    played = stage(rules(known_series=(known,))).play("ada: #startmeeting WEEKLY meeting")
    assert played.meeting.title == "Weekly Meeting: 2026-04-09", "01:01 in Tokyo"


def _zone(name: str):
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only here

    return ZoneInfo(name)


def test_inside_a_meeting_starting_is_refused_and_names_the_running_one() -> None:
    played = hold(START, "bo: #startmeeting Other")
    assert played.said[-1] == "bo: Weekly Meeting: 2026-04-08 is running here already; #endmeeting ends it"
    assert played.meeting.name == "Weekly Meeting"


def test_a_meeting_right_after_another_one_remembers_the_rooms_own_topic() -> None:
    played = stage()
    played.topic = "Pots"
    played.play(START, "ada: #topic Clay", "ada: #topic Glaze", "ada: #endmeeting")
    assert _topics(played)[-1] == "Pots"
    played.topic = "Weekly Meeting | Glaze"
    played.play(START)
    assert played.meeting.room_topic == "Pots"


def test_a_room_may_leave_starting_to_its_operators() -> None:
    played = stage(rules(operators_start=True)).play("ada: #startmeeting")
    assert played.said == ["ada: only an operator of this room may start a meeting here"]
    assert played.play("-!- ada is operator", START).meeting.running


@pytest.mark.parametrize("asked", ["help", "Help!", "#help", "!help ?", "#commands"])
def test_who_asks_the_bot_for_help_in_private_is_told_what_it_is_for(asked: str) -> None:
    (told,) = hold("-!- private", f"ada: {asked}").said
    assert told == "I take the minutes of meetings: in #kiln, #startmeeting begins one, and #commands lists the words."


def test_in_a_room_help_is_talk() -> None:
    assert hold("ada: help", "ada: !help", "ada: #help").said == []


def test_what_is_said_in_private_is_answered_and_not_kept() -> None:
    played = hold("-!- private", START, "ada: #status", "ada: #agenda x")
    assert played.said == ["ada: a meeting is held in a room; say #startmeeting in #kiln"]
    assert not played.messages
    assert not played.events


@pytest.mark.parametrize("word", ["#endmeeting", "#stopmeeting", "#EndMeeting:"])
def test_ending_says_how_long_it_lasted(word: str) -> None:
    played = hold("[16:00] <ada> #startmeeting", f"[17:05] <ada> {word}")
    assert played.said[-1] == (
        "Weekly Meeting: 2026-04-08 ended after 1 h 5 min. The minutes are on their way to the archive."
    )
    assert played.meeting.ending is Ending.COMMAND
    assert played.meeting.ended_at == played.now


def test_ending_right_away_and_without_publishers() -> None:
    played = stage(rules(to=()))
    played.play(START).say("ada", "#endmeeting")
    played.flush()
    assert "ended after less than a minute. No publisher is set up; the record is kept." in played.said[-1]


def test_others_may_end_a_meeting_when_an_hour_has_passed() -> None:
    played = hold("[16:00] <ada> #startmeeting", "[16:59] <bo> #endmeeting")
    assert played.said[-1] == "bo: only a chair may end the meeting; after 60 min anyone may"
    assert not played.play("[17:00] <bo> #endmeeting").meeting.running


def test_how_long_that_is_the_room_says() -> None:
    played = stage(rules(anyone_may_end_after=timedelta(minutes=5))).play("[16:00] <ada> #startmeeting")
    assert not played.play("[16:05] <bo> #endmeeting").meeting.running


def test_an_aborted_meeting_stays_in_the_record_and_is_queued_nowhere() -> None:
    ended = []
    played = stage()
    played.keep = lambda batch: ended.extend(batch.editions)
    played.play(START, "bo: #abortmeeting")
    assert played.said[-1] == "bo: only a chair may say #abortmeeting"
    played.play("ada: #abortmeeting")
    assert "aborted. Nothing is published; the record stays in the database, marked aborted." in played.said[-1]
    assert played.events[-1].entry.event == MeetingEnded("kiln/session/1", Ending.ABORTED)
    assert ended == []
    played.play(START, "ada: #endmeeting")
    assert [(each.meeting.id, each.revision) for each in ended] == [("weekly-2026-04-08-2", 1)]
    assert ended[0].publishers == ("archive",)


def test_the_rooms_topic_is_set_and_put_back() -> None:
    played = stage()
    played.topic = "All about kilns"
    played.play(
        START, "ada: #topic Clay", "ada: #topic Glaze", "ada: #undo", "ada: #undo", "ada: #aob", "ada: #endmeeting"
    )
    clay, aob = "Weekly Meeting | Clay", "Weekly Meeting | AoB"
    assert _topics(played) == [clay, "Weekly Meeting | Glaze", clay, "All about kilns", aob, "All about kilns"]


def test_the_topic_is_put_back_even_if_all_comes_in_one_batch() -> None:
    played = stage()
    played.batch = 99
    played.play(START, "ada: #topic Clay", "ada: #abortmeeting")
    assert _topics(played) == ["Weekly Meeting | Clay", ""]


def test_a_meeting_without_topics_leaves_the_rooms_alone_and_so_does_a_room_that_says_so() -> None:
    assert _topics(hold(START, "ada: #endmeeting")) == []
    quiet = stage(rules(set_topic=False)).play(
        START, "ada: #topic Clay", "ada: #undo", "ada: #topic Clay", "ada: #endmeeting"
    )
    assert _topics(quiet) == []


def test_status() -> None:
    played = hold("ada: #status")
    assert played.said == ["No meeting is running here. Deliveries: all done."]
    played.state.deliveries = Deliveries(waiting=2, failed=1)
    played.play("[16:00] <ada> #startmeeting", "ada: #chair bo", "bo: hi", "ada: #chair bo", "cy: #status")
    assert played.said[-1] == (
        "Weekly Meeting: 2026-04-08. No topic yet. Recording since 16:00 UTC. Chairs: ada, bo. "
        "Deliveries: 2 waiting, 1 failed."
    )
    played.play("ada: #topic Clay", "ada: #unchair bo", "ada: #unchair ada", "cy: #status")
    assert "Topic: Clay." in played.said[-1]
    assert "Chairs: none." in played.said[-1]


def test_between_meetings_only_some_words_are_read_and_only_they_are_kept() -> None:
    script = [f"ada: #{row.name} x" for row in BUILT_IN if row.when is When.MEETING]
    played = hold(*script, "ada: talk", "ada: https://kiln.example.org/", "ada: #agrred x")
    assert played.said == []
    assert not played.messages
    assert [row.name for row in BUILT_IN if row.when is When.ALWAYS] == [
        *(
            "startmeeting",
            "status",
            "commands",
            "link-me",
            "unlink-me",
            "nextmeeting",
            "actions",
            "done",
            "drop",
            "reopen",
            "amend",
            "agenda",
            "agenda-",
        )
    ]
    played.play("ada: #status", "ada: talk")
    assert [(kept.message.text, kept.command, kept.meeting_id) for kept in played.messages] == [
        ("#status", "status", "")
    ]


@pytest.mark.parametrize("row", [row for row in BUILT_IN if row.needs_argument], ids=lambda row: row.name)
def test_a_word_without_what_it_needs_is_answered_with_its_usage(row: Command) -> None:
    played = hold(START, f"ada: #{row.name}", f"ada: #{row.name} \x02\x02")
    assert played.said[-2:] == [f"ada: usage: {row.usage}"] * 2


@pytest.mark.parametrize("row", [row for row in BUILT_IN if row.who is not Who.ANYONE], ids=lambda row: row.name)
def test_a_word_that_is_not_yours_is_answered_with_whose_it_is(row: Command) -> None:
    played = hold("bo: hello", START, f"bo: #{row.name} x")
    assert played.said[-1] == f"bo: only {row.who.value} may say {row.spelt(row.name)}"


def test_operators_are_chairs_unless_the_room_says_otherwise() -> None:
    script = (START, "-!- bo is operator", "bo: #topic Mine")
    assert hold(*script).said[-1] == "Topic: Mine"
    alone = stage(rules(operators_are_chairs=False)).play(*script)
    assert alone.said[-1] == "bo: only a chair or the scribe may say #topic"


def test_a_mistyped_word_is_asked_about_in_a_meeting_only() -> None:
    played = hold("ada: #stattus", START, "bo: #agrred to go", "bo: #agreement", "bo: #startmeetingfoo", "bo: #42")
    assert played.said[3:] == ["Did you mean #agreed?"]
    assert played.messages[-4].command == ""


def test_two_rows_may_not_claim_one_word() -> None:
    with pytest.raises(ValueError, match="#agree is claimed by two commands: agreed and mine"):
        join_tables(BUILT_IN, [Command("mine", "", BUILT_IN[0].handle, aliases=("agree",))])


def test_a_meeting_belongs_to_the_day_it_began_and_inherits_its_series() -> None:
    played = hold(
        "[23:50] <ada> #agenda Clay", "[23:59] <ada> #startmeeting", "-!- tomorrow", "[00:30] <ada> #endmeeting"
    )
    started = next(kept.entry.event for kept in played.events if isinstance(kept.entry.event, MeetingStarted))
    assert str(started.day) == "2026-04-08"
    assert [entry.text for entry in started.agenda] == ["Clay"]
    assert "ended after 31 min" in played.said[-1]
