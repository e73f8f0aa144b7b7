"""How a meeting is taken down while it runs: off the record, without a word, and drafts of it."""

from datetime import timedelta

import pytest

from bot.core.chat import SetTopic
from bot.core.commands import BUILT_IN, Command
from bot.core.destinations import Destination
from bot.core.events import DraftSaved, PersonArrived
from tests.meetings.stage import Stage, hold, rules, stage

START = ("[16:00] <ada> #startmeeting", "[16:01] <bo> hi")
OFF = (*START, "[16:02] <ada> #off")


def _kept(played: Stage) -> list[str]:
    return [kept.message.text for kept in played.messages]


def _topics(played: Stage) -> list[str]:
    return [reply.text for reply in played.replies if isinstance(reply, SetTopic)]


def test_what_is_said_off_the_record_is_nowhere() -> None:
    played = hold(*OFF, "cy: secret", "bo: #info secret", "minutebot: secret", "bo: [off] secret", "ada: #on")
    assert _kept(played) == ["#startmeeting", "hi", "#off", "#on"]
    assert "secret" not in repr((played.messages, played.events, played.state, played.replies))
    assert not any(isinstance(kept.entry.event, PersonArrived) and kept.entry.event.person.nick == "cy"
                   for kept in played.events)  # fmt: skip


def test_an_edit_made_off_the_record_is_not_kept() -> None:
    played = hold(*OFF, "-!- bo edits to: secret", "ada: #on")
    assert "secret" not in repr((played.messages, played.events, played.state))


def test_what_the_network_tells_late_of_that_time_is_not_kept_either() -> None:
    played = hold(*OFF, "[16:04] <bo> secret", "[16:06] <ada> #on")
    assert played.last
    late = played.last._replace(sent_at=played.last.sent_at - timedelta(minutes=2), replayed=True)
    for text in ("secret", "#info secret"):
        played.observe(late._replace(native_id=text, text=text))
    played.observe(late._replace(native_id="later", sent_at=played.now + timedelta(minutes=1), text="missed"))
    played.flush()
    assert _kept(played) == ["#startmeeting", "hi", "#off", "#on", "missed"]


@pytest.mark.parametrize("row", [row for row in BUILT_IN if row.name.isalpha()], ids=lambda row: row.name)
def test_off_the_record_only_a_few_words_are_read(row: Command) -> None:
    played = hold(*OFF)
    before = len(played.said)
    played.play("-!- cy is operator", f"cy: #{row.name} x")
    refused = played.said[before:] == ["cy: the meeting is off the record; #on ends that"]
    assert refused is not row.off_record
    assert row.off_record is (row.name in {"off", "on", "endmeeting", "abortmeeting", "status"})


def test_talk_that_looks_like_a_bare_word_is_not_answered_off_the_record() -> None:
    played = hold(*OFF)
    before = len(played.said)
    played.play("bo: q+ to tell it", "bo: https://kiln.example.org/", "bo: s/hi/secret/", "bo: ack ada")
    assert played.said[before:] == []


def test_who_ends_it_without_having_spoken_has_come() -> None:
    played = hold(*OFF, "-!- cy is operator", "cy: #on")
    assert [participant.person.nick for participant in played.meeting.people.values()] == ["ada", "bo", "cy"]


def test_an_end_is_the_end_of_it_and_a_reopened_meeting_is_on_the_record() -> None:
    played = hold(*OFF, "ada: secret", "ada: #endmeeting", "ada: #reopen", "bo: kept")
    assert played.meeting.off_since is None
    assert _kept(played)[-3:] == ["#endmeeting", "#reopen", "kept"]


def test_a_gap_while_off_the_record_says_so() -> None:
    played = hold(*OFF, "-!- gap 16:03 16:05")
    assert played.said[-1] == "Back, still off the record; lines between 16:03 and 16:05 UTC may be missing."


def test_a_bot_that_lurks_leaves_the_rooms_topic_alone() -> None:
    script = (*START, "ada: #lurk", "ada: #topic Clay", "ada: #topic Glaze", "ada: #undo")
    assert _topics(hold(*script, "ada: #endmeeting")) == []
    again = stage()
    again.topic = "All about kilns"
    again.play(*script, "ada: #unlurk", "ada: #lurk", "ada: #topic Slip", "ada: #endmeeting")
    assert _topics(again) == ["Weekly Meeting | Clay", "All about kilns"]


def test_a_topic_that_was_shown_before_is_put_back_at_the_end() -> None:
    shown = hold(*START, "ada: #topic Clay", "ada: #lurk", "ada: #undo", "ada: #endmeeting")
    assert _topics(shown) == ["Weekly Meeting | Clay", ""]


def test_a_draft_goes_to_who_takes_drafts() -> None:
    played = stage(rules(to=(Destination("archive", drafts=True), Destination("site", drafts=True)))).play(
        *START, "bo: #save", "ada: #save"
    )
    assert played.said[-2:] == [
        "bo: only a chair may say #save",
        "A draft of the minutes is on its way to archive and site.",
    ]
    assert isinstance(played.events[-1].entry.event, DraftSaved)


def test_ballots_off_the_record_are_not_read() -> None:
    played = hold(*START, "ada: #vote Ship it?", "ada: #off", "bo: +1", "bo: #vote yes", "ada: #on", "ada: #endvote")
    assert "no ballots" in played.said[-1]
