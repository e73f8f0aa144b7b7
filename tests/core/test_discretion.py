"""What was said in private is not told where everybody reads, be it in another meeting of the same series."""

import pytest

from bot.core.chat import RoomView
from bot.core.discretion import told
from tests.meetings.stage import Stage, rules, stage

SECRET = "555-0199"
PRIVATE = ("ada: #startmeeting Board", "bo: hi")
CALLS, PAYS = f"bo: #action bo to call {SECRET}", f"bo: #agenda pay {SECRET}"
OPEN = "-!- room #oven"


def board(*script: str) -> Stage:
    """A private room, and one that is not."""
    return stage(rules("#kiln", private=True), rules("#oven")).play(*script)


def heard_after(on: Stage, *script: str) -> str:
    """What the bot says from here on, and what it keeps of the meeting."""
    before, events = len(on.replies), len(on.events)
    on.play(*script)
    return repr(on.replies[before:]) + repr([kept.entry for kept in on.events[events:]])


@pytest.mark.parametrize(
    "said",
    [
        (*PRIVATE, CALLS, "ada: #endmeeting"),
        (*PRIVATE, PAYS, "ada: #endmeeting"),
        (*PRIVATE, CALLS, f"bo: #done A-1 with {SECRET}", "ada: #abortmeeting"),
        (*PRIVATE, CALLS),
        (PAYS,),
        ("ada: #startmeeting", CALLS, PAYS, "ada: #meetingname Board", "ada: #endmeeting"),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        ("ada: #startmeeting Board", "ada: #agenda", "ada: #actions", "ada: #done A-1", "ada: #endmeeting"),
        ("ada: #startmeeting Weekly Meeting", "ada: #agenda", "ada: #actions", "ada: #endmeeting"),
        ("ada: #startmeeting", "ada: #meetingname Board", "ada: #assign A-1 ada", "ada: #topic 1", "ada: #endmeeting"),
    ],
)
def test_a_meeting_that_is_not_private_hears_nothing_of_it(said, asked) -> None:
    on = board(*said)
    assert SECRET not in heard_after(on, OPEN, "ada: #actions", "ada: #agenda", *asked, "ada: #actions")


def test_a_note_on_an_action_of_everybody_stays_in_private_too() -> None:
    on = board(OPEN, "ada: #startmeeting Board", "bo: #action bo to sweep", "ada: #endmeeting", "-!- room #kiln")
    on.play(*PRIVATE, f"bo: #done A-1 with {SECRET}", "ada: #endmeeting")
    assert SECRET not in heard_after(on, OPEN, "ada: #startmeeting Board", "ada: #endmeeting")


def test_the_next_private_meeting_hears_all_of_it_and_what_all_may_know() -> None:
    on = board(*PRIVATE, CALLS, PAYS, "ada: #endmeeting", OPEN, "ada: #startmeeting Board")
    on.play("cy: #action cy to sweep", "cy: #agenda brooms", "ada: #endmeeting", "-!- room #kiln", *PRIVATE)
    assert [action.text for action in on.meeting.inherited] == [f"call {SECRET}", "sweep"]
    assert [entry.text for entry in on.meeting.agenda] == [f"pay {SECRET}", "brooms"]
    assert [action.number for action in on.meeting.inherited] == [1, 2]


def test_a_meeting_that_becomes_private_takes_back_what_it_brought_and_nothing_else() -> None:
    on = stage().play("ada: #agenda brooms", "bo: #agenda clay", "ada: #startmeeting", CALLS, PAYS)
    on.play("-!- only by invitation", "ada: #endmeeting")
    public = told(on.state.series["weekly"], private=False)
    assert [entry.text for entry in public.agenda] == ["brooms", "clay"]
    assert public.open_actions == ()


def test_a_rooms_own_agenda_is_not_taken_along_by_a_meeting_that_others_read() -> None:
    on = stage(rules("#oven"))
    on._view = lambda _room: RoomView(private=True)
    on.play(PAYS)
    on._view = lambda _room: RoomView()
    on.play("bo: #agenda brooms")
    assert SECRET not in heard_after(on, "ada: #startmeeting Glazes", "ada: #endmeeting", "ada: #agenda")
    assert [entry.text for entry in on.state.series["oven"].agenda] == [f"pay {SECRET}"]
    on._view = lambda _room: RoomView(private=True)
    assert SECRET in heard_after(on, "ada: #startmeeting Glazes")
    assert on.state.series["oven"].agenda == ()


def test_a_next_meeting_that_was_set_in_private_is_no_news_for_others() -> None:
    on = board(*PRIVATE, "ada: #nextmeeting 2026-04-30", "ada: #endmeeting")
    series = on.state.series["board"]
    assert (told(series, private=True).next_meeting is None, told(series, private=False).next_meeting) == (False, None)
    on.play(OPEN, "ada: #startmeeting Board", "ada: #nextmeeting 2026-05-07", "ada: #endmeeting")
    assert told(on.state.series["board"], private=False).next_meeting is not None
    on.play("-!- room #kiln", *PRIVATE, "ada: #nextmeeting 2026-05-09", "ada: #undo", "ada: #endmeeting")
    assert told(on.state.series["board"], private=False).next_meeting is None


def test_a_next_meeting_is_private_once_its_meeting_is() -> None:
    on = stage().play("ada: #startmeeting", "ada: #nextmeeting 2026-04-30", "-!- only by invitation")
    assert told(on.state.series["weekly"], private=False).next_meeting is None
