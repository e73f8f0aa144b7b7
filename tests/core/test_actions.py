"""The register of actions over meetings: who may close what, who is told, and what is taken back."""

import pytest

from bot.core.destinations import Destination
from bot.core.events import Closing
from tests.meetings.stage import hold, rules, stage

START = ("ada: #startmeeting", "bo: hi", "ada: #action bo to sweep", "ada: #action cy to glaze")


def _register(played, slug="weekly") -> tuple[list[int], list[int]]:
    """The numbers of what is open, and of what was closed and not told of yet."""
    series = played.state.series[slug]
    return [action.number for action in series.open_actions], [one.number for one in series.closed]


def _told(played) -> tuple[list[str], list[str]]:
    minutes = played.minutes()
    return [record.label for record in minutes.open_before], [one.record.label for one in minutes.closed]


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("A-1", ""),
        ("a-1 with a broom", "with a broom"),
        ("1", ""),
        ("A1: with a broom", "with a broom"),
        ("A-1 (with a broom)", "with a broom"),
        ("A-1, " + "x" * 300, "x" * 199 + "…"),
    ],
)
def test_an_action_is_closed_by_its_number_with_a_note(typed: str, note: str) -> None:
    played = hold(*START, f"bo: #done {typed}")
    (one,) = played.state.series["weekly"].closed
    assert (one.number, one.state, one.by, one.note) == (1, Closing.DONE, "bo", note)
    assert played.said[-1] == "A-1 is done: sweep"


def test_the_minutes_tell_once_what_was_closed() -> None:
    played = hold(*START, "bo: #done A-1", "ada: #endmeeting")
    assert (_register(played), _told(played)) == (([2], []), ([], ["A-1"]))
    played.play("cy: #done A-2")
    assert _register(played) == ([], [2])
    played.play("-!- tomorrow", "ada: #startmeeting", "ada: #endmeeting")
    assert (_register(played), _told(played)) == (([], []), ([], ["A-2"]))


def test_what_is_closed_in_a_running_meeting_is_open_again_after_undo_in_its_old_place() -> None:
    played = hold(*START, "ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting", "bo: #done A-1", "zz: #undo")
    assert played.said[-1] == "zz: only a chair or its author may take back #done A-1"
    played.play("bo: #undo")
    assert (played.said[-1], _register(played), _told(played)) == (
        "Taken back: #done A-1",
        ([1, 2], []),
        (["A-1", "A-2"], []),
    )


def test_an_action_is_closed_in_the_meeting_that_recorded_it_and_either_is_taken_back() -> None:
    played = hold(*START, "bo: #done A-1", "ada: #undo A-1")
    assert (_register(played), _told(played)) == (([2], []), ([], []))
    played.play("ada: #undo")
    assert played.said[-1] == "Taken back: #done A-1"
    assert (_register(played), _told(played)) == (([2], []), ([], []))


def test_an_undo_after_the_end_opens_the_action_for_the_next_meeting() -> None:
    played = hold(*START, "bo: #done A-1", "ada: #endmeeting", "ada: #undo")
    assert _register(played) == ([1, 2], [])
    played.play("ada: #amend")
    assert _told(played) == ([], [])
    played.play("-!- tomorrow", "ada: #startmeeting")
    assert _told(played) == (["A-1", "A-2"], [])


def test_a_meeting_that_is_reopened_tells_of_what_it_closed_before_and_after() -> None:
    played = hold(*START, "bo: #done A-1", "ada: #endmeeting", "ada: #reopen", "bo: #done A-2", "ada: #endmeeting")
    assert (_register(played), _told(played)) == (([], []), ([], ["A-1", "A-2"]))


def test_an_aborted_meeting_leaves_closed_what_was_closed_and_the_next_one_tells() -> None:
    played = hold(*START, "ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting")
    played.play("ada: #action bo to fetch water", "bo: #done A-3", "bo: #done A-1", "ada: #abortmeeting")
    assert _register(played) == ([2], [1])
    played.play("ada: #startmeeting")
    assert _told(played) == (["A-2"], ["A-1"])


def test_between_meetings_the_owner_closes_by_whatever_nick_the_registry_knows() -> None:
    played = hold(*START, "ada: #endmeeting", "zz: #done A-2", "cy_: #done A-2")
    assert played.said[-2:] == [
        "zz: between meetings only its owner or a chair of the last meeting may close A-2",
        "A-2 is done: glaze",
    ]


def test_an_owner_who_took_another_nick_in_the_meeting_is_still_the_owner() -> None:
    played = hold("ada: #startmeeting", "hana: hi", "ada: #action hana to sweep", "-!- hana is now known as h2")
    played.play("h2: hi", "ada: #endmeeting", "h2: #actions me", "h2: #done A-1")
    assert played.said[-2:] == ["A-1 hana: sweep", "A-1 is done: sweep"]


def test_after_the_minutes_are_final_their_chair_is_nobody_special() -> None:
    played = hold(
        *START, "ada: #endmeeting", *["-!- tomorrow"] * 4, "ada: #drop A-1", "ada: #done A-2", "bo: #done A-1"
    )
    assert played.said[-3:] == [
        "ada: only an operator of this room may say #drop",
        "ada: between meetings only its owner or a chair of the last meeting may close A-2",
        "A-1 is done: sweep",
    ]


def test_the_actions_of_a_room_without_a_series_are_those_of_its_last_meeting() -> None:
    on = stage(rules("#oven"))
    on.play("ada: #startmeeting Glaze Review", "bo: hi", "ada: #action bo to sweep", "ada: #endmeeting", "bo: #actions")
    assert on.said[-1] == "A-1 bo: sweep"
    on.play("bo: #done A-1")
    assert _register(on, "glaze-review") == ([], [1])
    assert "oven" not in on.state.series


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", ["A-1", "A-2", "A-3", "A-4"]),
        ("me", ["A-1", "A-3"]),
        ("cy", ["A-2", "A-3"]),
        ("CY_, me", ["A-1", "A-2", "A-3"]),
        ("overdue", ["A-2", "A-3"]),
        ("me overdue", ["A-3"]),
        ("gwen", []),
        ("nobody", []),
    ],
)
def test_actions_are_asked_for_by_person_and_by_day(asked: str, numbers: list[str]) -> None:
    played = hold(
        *("ada: #startmeeting", "cy_: hi", "bo: hi", "ada: #action bo to sweep by 2026-04-10"),
        *(
            "ada: #action cy_ to glaze by 2026-04-08",
            "ada: #action cy_ and bo to fire by tomorrow",
            "ada: #action rest",
        ),
        *("ada: #endmeeting", "-!- tomorrow", "-!- tomorrow"),
    )
    played.replies = []
    played.play(f"bo: #actions {asked}")
    assert [line.split()[0] for line in played.said] == (numbers or ["No"])
    assert all(("overdue" in line) == (line[:3] in {"A-2", "A-3"}) for line in played.said if numbers)


def test_a_long_list_of_actions_ends_with_where_the_rest_is() -> None:
    script = [f"ada: #action bo to do {number}" for number in range(8)]
    link = "https://kiln.example.org/minutes/"
    on = stage(rules(to=(Destination("list", "the list"), Destination("archive", link)))).play(
        "ada: #startmeeting", "bo: hi", *script, "ada: #actions"
    )
    assert on.said[-2:] == ["A-5 bo: do 4", f"... and 3 more: {link}"]
    assert hold("ada: #startmeeting", "bo: hi", *script, "ada: #actions").said[-1] == "... and 3 more"


def test_overdue_goes_by_the_day_of_the_series() -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only here

    from bot.core.rules import SeriesRules  # noqa: PLC0415

    zone = SeriesRules("weekly", "Weekly Meeting", ZoneInfo("Pacific/Auckland"))
    script = ("[10:00] <ada> #startmeeting", "[10:01] <ada> #action sweep by 2026-04-08", "[13:00] <ada> #actions")
    assert stage(rules(known_series=(zone,))).play(*script).said[-1].endswith("(due 2026-04-08, overdue)")
    assert stage(rules()).play(*script).said[-1].endswith("(due 2026-04-08)")


def test_the_corrected_text_of_an_action_is_told_when_it_is_closed() -> None:
    played = hold(*START, "bo: #done A-1 at last", "ada: #edit A-1 bo to sweep the yard")
    assert played.minutes().closed[0].record.text == "sweep the yard"
    assert played.state.series["weekly"].closed[0].action.text == "sweep the yard"


def test_a_retracted_note_is_gone() -> None:
    played = hold(*START, "bo: #done A-1 secret", "bo: #retract")
    assert played.minutes().closed[0].note == ""
    assert played.state.series["weekly"].closed[0].note == ""
    assert "secret" not in repr(played.meeting.history)


def test_a_renamed_meeting_takes_what_it_recorded_and_closed_to_the_new_register() -> None:
    played = hold("ada: #startmeeting other", "bo: hi", "ada: #action bo to light", "ada: #endmeeting", "-!- tomorrow")
    played.play(*START, "ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting", "ada: #action bo to dig")
    played.play("bo: #done A-3 deep", "bo: #done A-1", "ada: #meetingname other")
    assert _register(played, "other") == ([1], [2])
    assert _register(played) == ([2], [1])
    assert _told(played) == (["A-1"], ["A-2"])
    played.play("ada: #undo")
    assert _register(played) == ([2], [1])
    played.play("ada: #endmeeting", "-!- tomorrow", "ada: #startmeeting")
    assert _told(played) == (["A-2"], ["A-1"])
