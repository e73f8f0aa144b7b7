"""What is retracted goes from the series it came to, and from no other that only has the same words."""

import pytest

from tests.core.test_retracting import SECRET, START, has
from tests.meetings.stage import Stage, rules, stage

OVEN = "-!- room #oven"


def delete(on: Stage, word: str, nick: str = "bo") -> None:
    """Take back the first line that has a word."""
    said = next(kept.message for kept in on.messages if word in kept.message.text and not kept.message.from_bot)
    on.last_of[nick] = said.native_id
    on.play(f"-!- {nick} deletes")


def rooms() -> Stage:
    return stage(rules("#kiln"), rules("#oven"))


@pytest.mark.parametrize("said", ["#action bo to sweep the yard", "#agenda sweep the yard"])
def test_another_series_keeps_the_same_words(said: str) -> None:
    on = rooms().play(*START, f"bo: {said}", "ada: #endmeeting")
    on.play("ada: #startmeeting Glazes", f"bo: {said}", "ada: #endmeeting", "ada: #startmeeting Glazes")
    glazes = on.state.series["glazes"]
    delete(on, said)
    assert "sweep the yard" not in repr(on.state.series["weekly"])
    assert on.state.series["glazes"] == glazes
    assert "sweep the yard" in repr(on.meeting.inherited + on.meeting.agenda)


def test_another_series_keeps_a_topic_and_a_note_of_the_same_words() -> None:
    held = ("bo: #action bo to sweep", "bo: #done A-1 with a broom", "bo: #agenda brooms", "ada: #topic 1")
    on = rooms().play("ada: #startmeeting Glazes", *held, "ada: #endmeeting", *START, *held)
    delete(on, "#agenda brooms")
    delete(on, "#done")
    latest = {event.meeting.id: event.meeting for event in on.events if event.meeting}
    weekly, glazes = latest["weekly-2026-04-08"], latest["glazes-2026-04-08"]
    assert [topic.title for topic in weekly.topics] == ["brooms"]
    assert [one.note for one in weekly.closed] == ["with a broom"]
    assert [topic.title for topic in glazes.topics] == ["(retracted)"]
    assert [one.note for one in glazes.closed] == [""]


def test_what_a_renamed_meeting_took_along_goes_from_the_series_it_came_to() -> None:
    on = rooms().play(*START, f"bo: #agenda ring {SECRET}", f"bo: #action bo to ring {SECRET}", "ada: #endmeeting")
    on.play(*START, "ada: #meetingname Glazes", "ada: #endmeeting", "ada: #startmeeting Glazes")
    delete(on, "#action")
    assert set(has(on)) == {"AgendaAdded", "MeetingStarted", "MeetingRenamed", "glazes", f"#agenda ring {SECRET}"}
    delete(on, "#agenda")
    assert has(on) == []


def test_what_a_meeting_said_before_it_was_renamed_goes_from_both_series() -> None:
    on = rooms().play(*START, "bo: #action bo to sweep", "ada: #endmeeting", *START, f"bo: #done A-1 with {SECRET}")
    on.play(f"bo: #action bo to ring {SECRET}", OVEN, "ada: #startmeeting Weekly Meeting", "-!- room #kiln")
    on.play("ada: #meetingname Glazes", "ada: #endmeeting", "ada: #startmeeting Glazes")
    delete(on, "#action bo to ring")
    delete(on, "#done")
    assert has(on) == []


def test_what_was_on_a_rooms_own_agenda_goes_from_the_series_that_was_held_there() -> None:
    on = rooms().play(OVEN, f"bo: #agenda ring {SECRET}", "ada: #startmeeting Glazes", "ada: #endmeeting")
    on.play("ada: #startmeeting Glazes")
    assert set(has(on)) > {"AgendaAdded", "MeetingStarted", "glazes"}
    delete(on, "#agenda")
    assert has(on) == []
