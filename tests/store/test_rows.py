"""Events as rows: every kind comes back as it was, under a word that never changes."""

import dataclasses
import json
from datetime import UTC, timedelta, timezone
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Person
from bot.core.events import AgendaEntry, Event, OpenAction, RecordingInterrupted
from bot.core.minutes import NextMeeting
from bot.store.moments import to_text
from bot.store.rows import KINDS, from_row, to_row

WORDS = {  # frozen: a database of years ago has them
    "meeting_started": "MeetingStarted",
    "meeting_ended": "MeetingEnded",
    "person_arrived": "PersonArrived",
    "person_renamed": "PersonRenamed",
    "person_named": "PersonNamed",
    "nick_mentioned": "NickMentioned",
    "chair_added": "ChairAdded",
    "chair_removed": "ChairRemoved",
    "scribe_named": "ScribeNamed",
    "topic_opened": "TopicOpened",
    "subtopic_opened": "SubtopicOpened",
    "subtopic_closed": "SubtopicClosed",
    "item_recorded": "ItemRecorded",
    "owners_set": "OwnersSet",
    "action_closed": "ActionClosed",
    "summary_set": "SummarySet",
    "next_meeting_set": "NextMeetingSet",
    "agenda_added": "AgendaAdded",
    "agenda_removed": "AgendaRemoved",
    "agenda_moved": "AgendaMoved",
    "agenda_taken": "AgendaTaken",
    "undone": "Undone",
    "regrets_sent": "RegretsSent",
    "proposal_seconded": "ProposalSeconded",
    "vote_opened": "VoteOpened",
    "vote_reworded": "VoteReworded",
    "ballot_cast": "BallotCast",
    "vote_closed": "VoteClosed",
    "voters_set": "VotersSet",
    "votes_required_set": "VotesRequiredSet",
    "item_reworded": "ItemReworded",
    "topic_reworded": "TopicReworded",
    "line_corrected": "LineCorrected",
    "line_retracted": "LineRetracted",
    "meeting_became_private": "MeetingBecamePrivate",
    "texts_retracted": "TextsRetracted",
    "retracted_between": "RetractedBetween",
    "meeting_reopened": "MeetingReopened",
    "meeting_renamed": "MeetingRenamed",
    "minutes_amended": "MinutesAmended",
    "draft_saved": "DraftSaved",
    "queue_joined": "QueueJoined",
    "queue_left": "QueueLeft",
    "speaker_called": "SpeakerCalled",
    "went_off_record": "WentOffRecord",
    "went_on_record": "WentOnRecord",
    "lurk_begun": "LurkBegun",
    "lurk_ended": "LurkEnded",
    "idleness_asked": "IdlenessAsked",
    "talk_resumed": "TalkResumed",
    "timebox_warned": "TimeboxWarned",
    "recording_interrupted": "RecordingInterrupted",
    "line_sealed": "LineSealed",
    "line_unsealed": "LineUnsealed",
}
OLD_ROWS = {  # as version 0.1.0 wrote them
    "item_recorded": '{"number":3,"kind":"action","text":"go","author":"k/session/1","speaker":null,"owners":["bo"],'
    '"due":"2026-04-10","url":"","label":7}',
    "meeting_ended": '{"by":"k/session/1","ending":"end of log"}',
    "undone": '{"seq":4,"action":0}',
}

st.register_type_strategy(Person, st.builds(Person, st.text(), st.text(), st.text()))
moments = st.datetimes(timezones=st.just(UTC))


def _events() -> st.SearchStrategy:
    return st.one_of([_built(kind) for kind in get_args(Event)])


def _built(kind: type) -> st.SearchStrategy:
    if kind is RecordingInterrupted:
        return st.builds(kind, moments, moments)
    given_types = {field.name: st.from_type(_type(kind, field.name)) for field in dataclasses.fields(kind)}
    return st.builds(kind, **given_types)


def _type(kind: type, name: str) -> object:
    return get_type_hints(kind)[name]


@settings(max_examples=300, deadline=None)
@given(_events())
def test_every_event_comes_back_as_it_was(event) -> None:
    word, payload = to_row(event)
    assert from_row(word, payload) == event


def test_the_words_of_the_kinds_are_frozen_and_cover_every_event() -> None:
    assert {word: kind.__name__ for word, kind in KINDS.items()} == WORDS
    assert set(KINDS.values()) == set(get_args(Event))


@pytest.mark.parametrize(("word", "payload"), OLD_ROWS.items())
def test_rows_of_the_first_version_are_read(word, payload) -> None:
    event = from_row(word, payload)
    assert from_row(*to_row(event)) == event
    assert json.loads(payload).items() <= json.loads(to_row(event)[1]).items()


def test_fields_that_came_later_have_defaults() -> None:
    for kind in (AgendaEntry, OpenAction, NextMeeting):
        assert dataclasses.fields(kind)[-1].default is not dataclasses.MISSING


@pytest.mark.parametrize(
    ("word", "payload"), [("vote_weighed", "{}"), ("undone", "{}"), ("undone", "not JSON"), ("undone", '{"seq":"x"}')]
)
def test_a_row_that_cannot_be_read_is_refused(word, payload) -> None:
    with pytest.raises(ValueError, match=r"not known to this version|validation error"):
        from_row(word, payload)


@given(st.lists(moments, min_size=2, max_size=5))
def test_moments_sort_as_text(times) -> None:
    assert sorted(times) == [moment for _, moment in sorted((to_text(moment), moment) for moment in times)]


@given(moments, st.integers(-12, 12))
def test_a_moment_is_kept_in_utc(moment, hours) -> None:
    if 100 < moment.year < 9900:
        assert to_text(moment.astimezone(timezone(timedelta(hours=hours)))) == to_text(moment)
