"""What is retracted goes from wherever it came to, however long ago it was said; what is edited reads as edited."""

from bot.core.chat import SetTopic
from tests.meetings.stage import hold, rules, stage

SECRET = "555-0199"
START = ("ada: #startmeeting", "ada: hi", "bo: hi")


def has(played, word: str = SECRET) -> list[str]:
    """The kinds of events, and the series, that hold the text."""
    latest = {event.meeting.id: event.meeting for event in played.events if event.meeting}
    entries = [entry for meeting in latest.values() for entry in meeting.history]
    entries += [event.entry for event in played.events if event.meeting is None]
    found = [type(entry.event).__name__ for entry in entries if word in repr(entry.event)]
    found += [slug for slug, series in played.state.series.items() if word in repr(series)]
    return found + [kept.message.text for kept in played.messages if word in kept.message.text]


def test_what_was_said_two_meetings_ago_goes_from_all_that_inherited_it() -> None:
    played = hold(*START, f"bo: #action bo to call {SECRET}", "ada: #endmeeting")
    name = played.last_of["bo"]
    played.play(*START, "ada: #endmeeting", *START, "ada: #endmeeting", "ada: #startmeeting")
    assert set(has(played)) > {"ItemRecorded", "MeetingStarted", "weekly"}
    played.last_of["bo"] = name
    played.play("-!- bo deletes")
    assert has(played) == []
    assert len(played.republished) == 4
    assert played.state.series["weekly"].open_actions[0].text == "(retracted)"
    assert played.meeting.inherited[0].owners == ("bo",)


def test_who_owns_an_action_is_not_forgotten_with_its_text() -> None:
    played = hold(*START, f"bo: #action bo to call {SECRET}", "ada: #endmeeting")
    name = played.last_of["bo"]
    played.play(*START, "ada: #assign A-1 ada", "ada: #endmeeting", *START)
    played.last_of["bo"] = name
    played.play("-!- bo deletes")
    assert played.state.series["weekly"].open_actions[0].owners == ("ada",)


def test_an_agenda_item_said_between_meetings_goes_also_where_it_became_a_topic() -> None:
    played = hold(f"bo: #agenda ring {SECRET}", *START, "ada: #topic 1", "ada: #endmeeting", *START, "ada: hi")
    played.last_of["bo"] = "m1"
    played.play("-!- bo deletes")
    assert has(played) == []
    assert [topic.title for topic in played.ended[0].topics] == [f"ring {SECRET}"]
    assert "(retracted)" in repr(played.events[-1].meeting.topics)


def test_the_note_of_an_action_that_was_closed_between_meetings_goes() -> None:
    played = hold(*START, "bo: #action bo to sweep", "ada: #endmeeting", *START, "ada: #abortmeeting")
    played.play(f"bo: #done A-1 with {SECRET}", *START)
    assert set(has(played)) > {"ActionClosed", "MeetingStarted"}
    name = next(kept.message.native_id for kept in played.messages if "#done" in kept.message.text)
    played.last_of["bo"] = name
    played.play("-!- bo deletes")
    assert has(played) == []
    assert "weekly-2026-04-08" in played.republished  # where the action is from: the registers show it with the note


def test_another_action_of_the_same_words_keeps_them() -> None:
    played = hold(*START, "bo: #action bo to sweep", "ada: #action ada to sweep", "ada: #endmeeting", *START)
    name = next(kept.message.native_id for kept in played.messages if "#action bo" in kept.message.text)
    played.last_of["bo"] = name
    played.play("-!- bo deletes")
    assert [action.text for action in played.meeting.inherited] == ["(retracted)", "sweep"]


def test_a_redacted_edit_leaves_what_the_line_said_before_it() -> None:
    played = hold(
        *START, "bo: #info the glaze is blue", f"-!- bo edits to: #info call {SECRET}", "-!- bo deletes the edit"
    )
    assert has(played) == []
    assert [item.record.text for item in played.meeting.items] == ["the glaze is blue"]
    assert dict(played.meeting.corrected) == {}


def test_an_older_edit_that_is_redacted_changes_nothing_that_is_read() -> None:
    first = hold(*START, "bo: #info one", f"-!- bo edits to: #info {SECRET}", "-!- bo edits to: #info three")
    first.edited = 1
    first.play("-!- bo deletes the edit")
    assert has(first) == []
    assert [item.record.text for item in first.meeting.items] == ["three"]


def test_an_edit_of_an_action_that_is_taken_back_gives_it_back_its_owner() -> None:
    played = hold(*START, "bo: #action bo to sweep", "-!- bo edits to: #action ada to sweep")
    assert played.state.series["weekly"].open_actions[0].owners == ("ada",)
    played.play("-!- bo deletes the edit")
    assert played.state.series["weekly"].open_actions[0].owners == ("bo",)


def test_lines_that_an_edit_adds_are_talk_and_are_edited_and_taken_away_with_it() -> None:
    played = hold(*START, "bo: one", '-!- bo edits to lines: "one" "#agreed two" "three"')
    assert [kept.message.text for kept in played.messages][-2:] == ["#agreed two", "three"]
    assert not played.meeting.items
    assert played.said[-1] == "bo: an edit changes what a line says and does nothing else; say #agreed anew"
    played.play('-!- bo edits to lines: "one" "zwei" "three"')
    assert dict(played.meeting.corrected) == {5: "zwei"}
    played.play("-!- bo deletes")
    assert [kept.message.text for kept in played.messages][-3:] == ["(retracted)"] * 3


def test_nobody_adds_lines_to_what_somebody_else_said() -> None:
    played = hold(*START, "bo: one")
    played.last_of["ada"] = played.last_of["bo"]
    before = len(played.messages)
    played.play('-!- ada edits to lines: "one" "two"')
    assert len(played.messages) == before


def test_an_edited_topic_is_the_rooms_topic_too_while_it_is_the_current_one() -> None:
    played = hold(*START, "ada: #topic Caly", "-!- ada edits to: #topic Clay")
    assert [reply.text for reply in played.replies if isinstance(reply, SetTopic)][-1] == "Weekly Meeting | Clay"
    before = len([reply for reply in played.replies if isinstance(reply, SetTopic)])
    name = played.last_of["ada"]
    played.play("ada: #topic Fire")
    played.last_of["ada"] = name
    played.play("-!- ada edits to: #topic Clays")
    assert len([reply for reply in played.replies if isinstance(reply, SetTopic)]) == before + 1


def test_a_votes_question_follows_its_edit_and_its_options_do_not() -> None:
    played = hold(*START, "ada: #vote Fire on Mondya?", "-!- ada edits to: #vote Fire on Monday?")
    assert played.said[-1] == "The vote's question now reads: Fire on Monday?"
    name = played.last_of["ada"]
    played.play("bo: +1")
    played.last_of["ada"] = name
    played.play("-!- ada edits to: #vote Fire on Tuesday? a, b")
    vote = played.meeting.votes[0]
    assert (vote.question, vote.options, len(vote.ballots)) == ("Fire on Tuesday?", ("yes", "no", "abstain"), 1)
    assert "options stay" in played.said[-1]
    played.play("-!- ada deletes")
    assert "Tuesday" not in repr(played.meeting)


def test_a_hint_is_given_once_where_talk_becomes_a_command() -> None:
    played = hold(*START, "bo: talk", "-!- bo edits to: #agreed a", "-!- bo edits to: #agreed b", "-!- bo edits to: c")
    assert len([line for line in played.said if "say #agreed anew" in line]) == 1


def test_a_retraction_after_the_end_has_the_pages_written_again() -> None:
    played = hold(*START, f"bo: #info {SECRET}", "ada: #endmeeting", "bo: #retract")
    assert played.republished == ["weekly-2026-04-08"]
    assert has(played) == []
    assert played.meeting.revision == 1


def test_two_rooms_of_one_series_forget_together() -> None:
    played = stage(rules("#kiln"), rules("#oven")).play(*START, f"bo: #action bo to call {SECRET}")
    played.play("-!- room #oven", "ada: #startmeeting Weekly Meeting", "-!- room #kiln", "bo: #retract")
    assert has(played) == []
