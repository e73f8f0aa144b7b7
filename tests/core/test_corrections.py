"""Putting right what was recorded or said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.commands.substitution import Substitution, nearest, read_substitution
from bot.core.compose import Composer
from bot.core.meeting import Rewording
from bot.render.renderer import JinjaRenderer
from tests.meetings.stage import LINKS, PEOPLE, Stage, hold

START = ("ada: #startmeeting", "bo: hi", "cy: hi")


def _page(played: Stage) -> str:
    return JinjaRenderer().pages(Composer(PEOPLE, LINKS).compose(played.meeting))["md"]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("s/a/b/", Substitution("a", "b")),
        ("s/a/b/g", Substitution("a", "b", everywhere=True)),
        ("S|a/b|c/d|", Substitution("a/b", "c/d")),
        ("s/a b/c d", Substitution("a b", "c d")),
        ("s/a//", Substitution("a", "")),
        (r"s/a\/b/c/", Substitution("a/b", "c")),
        ("s/a/b/ ", Substitution("a", "b")),
        ("s//b/", None),
        ("s/a", None),
        ("s/he/they/it is", None),
        ("s/a/b/gg", None),
        ("s/", None),
    ],
)
def test_a_substitution_is_read_as_people_type_it(text, reading) -> None:
    assert read_substitution(text) == reading


def test_the_nearest_candidate_has_as_many_words() -> None:
    lines = ["we fire the kiln on Monday", "the kilm is cold"]
    assert nearest("kiln is colder", lines) == "kilm is cold"
    assert nearest("Mondya", lines) == "Monday"
    assert nearest("zebra", lines) == ""


def test_no_more_than_the_last_fifty_lines_are_looked_at() -> None:
    played = hold(*START, "bo: #info teh end", *("cy: so", "ada: it is") * 24, "ada: well", "bo: s/teh/the/")
    assert played.meeting.items[0].record.text == "the end"
    played = hold(*START, "bo: #info teh end", *("cy: so", "ada: it is") * 25, "bo: s/teh/the/")
    assert played.said[-1] == 'bo: none of the last 50 lines has "teh"'


def test_a_correction_of_talk_reads_in_the_transcript_and_keeps_what_was_typed() -> None:
    played = hold(*START, "bo: the klin is cold", "cy: s/klin/kiln/")
    assert played.meeting.corrected == ((4, "the kiln is cold"),)
    assert played.messages[3].message.text == "the klin is cold"


def test_what_a_decision_said_before_is_kept() -> None:
    played = hold(*START, "ada: #agreed to go", "ada: s/go/stay/", "ada: #edit D-1 to sleep")
    item = played.meeting.items[0]
    assert [(was.was, was.by) for was in item.rewordings] == [
        ("to go", "kiln/session/1"),
        ("to stay", "kiln/session/1"),
    ]
    assert isinstance(item.rewordings[0], Rewording)
    assert (item.label, item.record.number, item.line) == ("D-1", 1, 4)


def test_a_correction_is_read_as_its_command_is() -> None:
    played = hold(*START, "ada: #action bo to sweep by 2026-04-10", "ada: s/bo to sweep by 2026-04-10/cy, bo to dust/")
    record = played.meeting.items[0].record
    assert (record.text, record.owners, record.due) == ("dust", ("cy", "bo"), None)
    assert played.state.series["weekly"].open_actions[0].text == "dust"


def test_a_login_keeps_ones_own_lines_ones_own() -> None:
    played = hold(*START, "bo: #action bo to weep", "-!- bo logs in as bo", "bo: s/weep/sweep/")
    assert played.meeting.items[0].record.text == "sweep"
    played.play("bo: #retract")
    assert played.meeting.items[0].record.text == "weep"
    assert played.said[-1] == "bo's last line is erased."


def test_retracted_text_stays_away_when_something_else_is_taken_back() -> None:
    played = hold(*START, "bo: #info secret", "bo: #retract", "ada: #info x", "ada: #undo")
    assert "secret" not in repr(played.state)
    assert "secret" not in _page(played)


def test_amending_needs_something_to_amend_and_a_chair_of_that_meeting() -> None:
    played = hold("ada: #amend")
    assert played.said == ["ada: only an operator of this room may say #amend"]
    played = hold(*START, "ada: #info a", "ada: #endmeeting", "bo: s/a/b/", "ada: #amend")
    assert [meeting.revision for meeting in played.ended] == [1, 2]
    assert played.meeting.items[0].record.text == "b"
    assert hold(*START, "ada: #endmeeting", "-!- tomorrow", *["-!- tomorrow"] * 3, "ada: #amend").said[-1] == (
        "ada: only an operator of this room may say #amend"
    )


def test_what_points_at_talk_says_the_talk_still_when_its_line_is_corrected() -> None:
    lines = (*START, "bo: we sweep the yard", "ada: #action bo to ^", "ada: s/bo/cy/", "ada: #agreed ^")
    played = hold(*lines, "ada: s/#agreed/#agreed that/", "ada: s/that/now that/")
    action, decision = played.meeting.items
    assert (action.record.owners, action.record.text) == (("cy",), "we sweep the yard")
    assert decision.record.text == "now that we sweep the yard"


def test_an_edit_of_what_pointed_at_talk_long_ago_keeps_what_it_says() -> None:
    played = hold(*START, "bo: we sweep the yard", "ada: #agreed that ^", *["bo: hi"] * 60)
    played.play("ada: #edit D-1 that ^")
    assert played.meeting.items[0].record.text == "that we sweep the yard"


def test_an_aborted_meeting_is_not_reopened() -> None:
    said = hold(*START, "ada: #abortmeeting", "ada: #reopen").said
    assert said[-1] == "ada: only an operator of this room may say #reopen"


def test_the_numbers_of_a_renamed_meeting_are_those_of_its_new_series() -> None:
    played = hold(
        *START,
        "ada: #action bo to sweep",
        "ada: #agreed yes",
        "ada: #meetingname Stokers",
        "ada: #action cy to cook",
        "ada: #assign A-1 cy",
    )
    weekly, stokers = played.state.series["weekly"], played.state.series["stokers"]
    assert weekly.open_actions == ()
    assert [(action.number, action.owners) for action in stokers.open_actions] == [(1, ("cy",)), (2, ("cy",))]
    assert (weekly.next_action, stokers.next_action, stokers.next_decision) == (2, 3, 2)
    assert (played.meeting.id, played.meeting.permalink) == ("weekly-2026-04-08", "stokers-2026-04-08")


words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(old=words, new=words, kind=st.sampled_from(("info", "agreed", "idea", "help", "topic")))
def test_an_edit_and_its_reverse_give_the_first_page_again(old, new, kind) -> None:
    lines = (*START, f"ada: #{kind} we have q{old}q and more")
    first, there = hold(*lines), hold(*lines)
    there.say("ada", f"s/q{old}q/q{new}q/")
    there.say("ada", f"s/q{new}q/q{old}q/")
    there.flush()
    assert _page(there) == _page(first)
