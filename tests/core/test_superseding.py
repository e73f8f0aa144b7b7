"""Decisions that take the place of others: what is in force, whatever becomes of either."""

import json

import pytest

from bot.core.compose import Composer
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import BESIDE, HOME, Stage, hold, place, rules, stage

START = ("ada: #startmeeting", "bo: hi", "ada: #agreed fire at 1100", "ada: #agreed fire at night")
END = "ada: #endmeeting"
RENDERER = JinjaRenderer()


def superseded(played: Stage, series: str = "weekly") -> tuple[tuple[int, int], ...]:
    return played.state.series[series].decisions.superseded


def test_a_decision_of_the_same_meeting_is_superseded_and_both_lines_say_so() -> None:
    pages = RENDERER.pages(hold(*START, "ada: #supersede D-1 with fire at 1200", END).minutes())
    for form in ("md", "txt", "html"):
        assert "fire at 1100 (superseded by D-3)." in pages[form]
        assert "fire at 1200 (supersedes D-1)." in pages[form]
    records = json.loads(pages["json"])["aob"]["records"]
    told = [(each["label"], each["supersedes"], each["superseded_by"]) for each in records]
    assert told == [("D-1", [], "D-3"), ("D-2", [], ""), ("D-3", ["D-1"], "")]
    assert records[2]["sentence"] == "Decision: fire at 1200 (supersedes D-1)."


def test_a_decision_of_an_earlier_meeting_keeps_its_page() -> None:
    played = hold(*START, END, "ada: #startmeeting", "ada: #supersede 1, D-2 with fire at noon", END)
    first, second = (RENDERER.pages(Composer().compose(meeting))["md"] for meeting in played.ended)
    assert "supersede" not in first
    assert "fire at noon (supersedes D-1 and D-2)." in second


SPELLINGS = (
    *("D-1 with", "d-1 with", "d1 with", "1 with", "D-1:", "D-1 with:", "D-1,", "D-1", "D-1 WITH", "D-1 -"),
    "D-1, D-1 with",
)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_the_number_is_written_as_people_write_it(typed) -> None:
    played = hold(*START, f"ada: #supersede {typed} rest")
    assert (superseded(played), played.meeting.items[-1].record.text) == (((1, 3),), "rest")


@pytest.mark.parametrize("typed", ["D-1 within a week we rest", "D-1 12 kilns are enough", "D-1 and nothing more"])
def test_what_only_looks_like_a_number_or_like_with_is_text(typed) -> None:
    assert hold(*START, f"ada: #supersede {typed}").meeting.items[-1].record.text == typed.partition(" ")[2]


@pytest.mark.parametrize("typed", ["D1x with rest", "12th of May", "with rest", "D- with rest", "D-" + "9" * 30])
def test_what_names_no_decision_is_answered_with_the_usage(typed) -> None:
    assert hold(*START, f"ada: #supersede {typed}").said[-1] == "ada: usage: #supersede D-n with TEXT"


def test_one_that_is_taken_back_while_another_supersedes_it_leaves_the_first_in_force() -> None:
    played = hold(*START, "ada: #supersede D-1 with c", "ada: #supersede D-3 with d", "ada: #undo D-3")
    assert played.said[-1] == "Taken back: #supersede D-1 with c (item 3). D-1 is in force again."
    assert superseded(played) == ((3, 4),)
    played.play("ada: #supersede D-1 with e")
    assert superseded(played) == ((1, 5), (3, 4))


def test_until_its_minutes_are_final_it_can_be_taken_back_after_the_end() -> None:
    played = hold(*START, END, "ada: #startmeeting", "ada: #supersede D-2 with c", END, "ada: #undo")
    assert superseded(played) == ()
    assert played.said[-1] == "Taken back: #supersede D-2 with c (item 1). D-2 is in force again."


def test_two_rooms_of_one_series_know_of_each_others_decisions() -> None:
    other = rules("#oven")
    played = stage(rules(), other).play(*START, "-!- room #oven", "ada: #startmeeting Weekly Meeting")
    played.play("ada: #supersede D-1 with c", "-!- room #kiln", "ada: #supersede D-1 with d")
    assert played.said[-1] == "ada: D-1 is superseded already, by D-3; did you mean #supersede D-3 with TEXT?"
    played.play("ada: #undo D-1", "-!- room #oven", "ada: #undo")
    assert superseded(played) == ()
    assert played.said[-1] == "Taken back: #supersede D-1 with c (item 1)"


def test_a_retraction_erases_its_words_and_no_more() -> None:
    played = hold(*START, "ada: #supersede D-1 with secrets", "ada: #retract")
    assert superseded(played) == ((1, 3),)
    assert "secrets" not in repr(played.meeting)
    assert "Decision: (retracted) (supersedes D-1)." in RENDERER.pages(played.minutes())["md"]


def test_an_edit_that_is_taken_away_supersedes_what_the_line_said_first() -> None:
    played = hold(*START, "ada: #supersede D-1 with c", "-!- ada edits to: #supersede D-2 with c")
    assert superseded(played) == ((2, 3),)
    played.play("-!- ada deletes the edit")
    assert superseded(played) == ((1, 3),)


def test_an_edit_to_what_cannot_be_changes_the_line_only_and_is_told() -> None:
    played = hold(*START, "ada: #supersede D-1 with c", "-!- ada edits to: #supersede D-7 with d")
    assert superseded(played) == ((1, 3),)
    assert played.meeting.items[-1].record.text == "c"
    assert played.said[-1] == "ada: D-3 can only supersede a decision before it, and D-7 is none"
    assert dict(played.meeting.corrected)[played.meeting.items[-1].line] == "#supersede D-7 with d"


def test_what_points_at_talk_or_at_a_proposal_keeps_its_words_when_its_number_is_corrected() -> None:
    played = hold(*START, "bo: we rest", "ada: #supersede D-1 with ^", "ada: s/D-1/D-2/")
    assert (superseded(played), played.meeting.items[-1].record.text) == (((2, 3),), "we rest")
    played = hold(*START, "bo: #proposed to rest", "ada: #supersede D-1", "ada: s/D-1/D-2/")
    assert (superseded(played), played.meeting.items[-1].record.text) == (((2, 3),), "to rest")


def test_a_meeting_that_takes_another_name_leaves_earlier_decisions_in_force_and_takes_its_own_along() -> None:
    lines = (
        END,
        "ada: #startmeeting",
        "ada: #agreed c",
        "ada: #supersede D-1, D-3 with d",
        "ada: #meetingname Stokers",
    )
    played = hold(*START, *lines)
    assert played.said[-1] == "This meeting is Stokers: 2026-04-08 now. In Weekly Meeting D-1 is in force again."
    assert (superseded(played), superseded(played, "stokers")) == ((), ((1, 2),))
    assert played.meeting.items[-1].record.supersedes == (1,)


def test_in_a_place_every_room_is_told() -> None:
    played = stage(*place()).play("ada: #startmeeting", "ada: #agreed a", "ada: #supersede D-1 with b")
    assert played.heard(HOME)[-1:] == ["D-2 supersedes D-1."]
    assert played.heard(BESIDE)[-2:] == ["Agreed: b", "D-2 supersedes D-1."]


def test_what_was_superseded_in_private_is_in_force_where_everybody_reads() -> None:
    played = stage(rules(private=True), rules("#oven")).play("-!- room #oven", "bo: #startmeeting Board")
    played.play("bo: #agreed a", "-!- room #kiln", "ada: #startmeeting Board", "ada: #supersede D-1 with b")
    played.play("ada: #supersede D-1 with c", "-!- room #oven", "bo: #supersede D-1 with d", "bo: #undo")
    assert played.said[-4:] == [
        "D-2 supersedes D-1.",
        "ada: D-1 is superseded already, by D-2; did you mean #supersede D-2 with TEXT?",
        "D-3 supersedes D-1.",
        "Taken back: #supersede D-1 with d (item 2). D-1 is in force again.",
    ]
    assert superseded(played, "board") == ((1, 2),)


def test_a_meeting_that_becomes_private_keeps_to_itself_what_it_superseded() -> None:
    played = stage(rules(), rules("#oven")).play(*START, "ada: #supersede D-1 with c", "-!- only by invitation")
    assert played.state.series["weekly"].decisions.public.superseded == ()
    assert superseded(played) == ((1, 3),)
