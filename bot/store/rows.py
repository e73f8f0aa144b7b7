"""Event <-> row. A kind is stored under a short word, never under a class path, so that code may be renamed."""

from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.core import events as e

KINDS: dict[str, type[Any]] = {
    "meeting_started": e.MeetingStarted,
    "meeting_became_private": e.MeetingBecamePrivate,
    "meeting_ended": e.MeetingEnded,
    "person_arrived": e.PersonArrived,
    "person_renamed": e.PersonRenamed,
    "person_named": e.PersonNamed,
    "nick_mentioned": e.NickMentioned,
    "chair_added": e.ChairAdded,
    "chair_removed": e.ChairRemoved,
    "scribe_named": e.ScribeNamed,
    "topic_opened": e.TopicOpened,
    "subtopic_opened": e.SubtopicOpened,
    "subtopic_closed": e.SubtopicClosed,
    "item_recorded": e.ItemRecorded,
    "owners_set": e.OwnersSet,
    "action_closed": e.ActionClosed,
    "summary_set": e.SummarySet,
    "next_meeting_set": e.NextMeetingSet,
    "agenda_added": e.AgendaAdded,
    "agenda_removed": e.AgendaRemoved,
    "agenda_moved": e.AgendaMoved,
    "agenda_taken": e.AgendaTaken,
    "undone": e.Undone,
    "regrets_sent": e.RegretsSent,
    "proposal_seconded": e.ProposalSeconded,
    "vote_opened": e.VoteOpened,
    "vote_reworded": e.VoteReworded,
    "ballot_cast": e.BallotCast,
    "vote_closed": e.VoteClosed,
    "voters_set": e.VotersSet,
    "votes_required_set": e.VotesRequiredSet,
    "item_reworded": e.ItemReworded,
    "topic_reworded": e.TopicReworded,
    "line_corrected": e.LineCorrected,
    "line_retracted": e.LineRetracted,
    "texts_retracted": e.TextsRetracted,
    "retracted_between": e.RetractedBetween,
    "meeting_reopened": e.MeetingReopened,
    "meeting_renamed": e.MeetingRenamed,
    "minutes_amended": e.MinutesAmended,
    "draft_saved": e.DraftSaved,
    "queue_joined": e.QueueJoined,
    "queue_left": e.QueueLeft,
    "speaker_called": e.SpeakerCalled,
    "went_off_record": e.WentOffRecord,
    "went_on_record": e.WentOnRecord,
    "lurk_begun": e.LurkBegun,
    "lurk_ended": e.LurkEnded,
    "idleness_asked": e.IdlenessAsked,
    "talk_resumed": e.TalkResumed,
    "timebox_warned": e.TimeboxWarned,
    "recording_interrupted": e.RecordingInterrupted,
    "line_sealed": e.LineSealed,
    "line_unsealed": e.LineUnsealed,
}
_WORDS = {kind: word for word, kind in KINDS.items()}


@cache
def _adapter(word: str) -> TypeAdapter[Any]:
    """Built when first needed: a bot that only reads logs needs few."""
    return TypeAdapter(KINDS[word])


def to_row(event: e.Event) -> tuple[str, str]:
    """The kind's word, and the event as JSON."""
    word = _WORDS[type(event)]
    return word, _adapter(word).dump_json(event).decode()


def from_row(word: str, payload: str) -> e.Event:
    """The event of a row.

    Raises:
        ValueError: the kind is unknown or the payload does not fit it; the row is corrupt or of a newer version.
    """
    return reading(word)(payload)


@cache
def reading(word: str) -> Callable[[str], e.Event]:
    """What reads events of a kind: the adapter's core, without what a call of the adapter adds. Raises ValueError."""
    if word not in KINDS:
        raise ValueError(f'an event of the kind "{word}" is not known to this version')
    core: Callable[[str], e.Event] = _adapter(word).validator.validate_json
    return core
