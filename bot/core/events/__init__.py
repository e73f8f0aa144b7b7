"""What can happen in a meeting, in the past tense. Frozen values; an event never changes once it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.core.events.lifecycle import (
    ClosedAction,
    Closing,
    DraftSaved,
    Ending,
    LifecycleEvent,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingReopened,
    MeetingStarted,
    MinutesAmended,
    OpenAction,
    OtherRoom,
    RecordingInterrupted,
)
from bot.core.events.people import (
    ChairAdded,
    ChairRemoved,
    NickMentioned,
    PeopleEvent,
    PersonArrived,
    PersonNamed,
    PersonRenamed,
    Regret,
    RegretsSent,
    ScribeNamed,
)
from bot.core.events.queue import QueueEvent, QueueJoined, QueueLeft, SpeakerCalled
from bot.core.events.records import (
    ActionClosed,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    LineRetracted,
    NextMeetingSet,
    OwnersSet,
    RecordEvent,
    SummarySet,
    Undone,
)
from bot.core.events.retracting import Place, RetractedBetween, RetractingEvent, TextsRetracted
from bot.core.events.running import (
    IdlenessAsked,
    LurkBegun,
    LurkEnded,
    RunningEvent,
    TalkResumed,
    TimeboxWarned,
    WentOffRecord,
    WentOnRecord,
)
from bot.core.events.sealing import LineSealed, LineUnsealed, SealingEvent
from bot.core.events.topics import (
    AgendaAdded,
    AgendaEntry,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    SubtopicClosed,
    SubtopicOpened,
    TopicEvent,
    TopicOpened,
    TopicReworded,
)
from bot.core.events.voting import (
    BallotCast,
    Elector,
    ProposalSeconded,
    VoteClosed,
    VoteOpened,
    VoteReworded,
    VotersSet,
    VotesRequiredSet,
    VotingEvent,
)
from bot.core.replies import Reply
from bot.core.ties import Ties

__all__ = [
    "ActionClosed",
    "AgendaAdded",
    "AgendaEntry",
    "AgendaMoved",
    "AgendaRemoved",
    "AgendaTaken",
    "BallotCast",
    "ChairAdded",
    "ChairRemoved",
    "ClosedAction",
    "Closing",
    "DraftSaved",
    "Elector",
    "Ending",
    "Entry",
    "Event",
    "IdlenessAsked",
    "ItemRecorded",
    "ItemReworded",
    "LifecycleEvent",
    "LineCorrected",
    "LineRetracted",
    "LineSealed",
    "LineUnsealed",
    "LurkBegun",
    "LurkEnded",
    "MeetingBecamePrivate",
    "MeetingEnded",
    "MeetingRenamed",
    "MeetingReopened",
    "MeetingStarted",
    "MinutesAmended",
    "NextMeetingSet",
    "NickMentioned",
    "OpenAction",
    "OtherRoom",
    "Outcome",
    "OwnersSet",
    "PeopleEvent",
    "PersonArrived",
    "PersonNamed",
    "PersonRenamed",
    "Place",
    "ProposalSeconded",
    "QueueEvent",
    "QueueJoined",
    "QueueLeft",
    "RecordEvent",
    "RecordingInterrupted",
    "Regret",
    "RegretsSent",
    "RetractedBetween",
    "RetractingEvent",
    "RunningEvent",
    "ScribeNamed",
    "SealingEvent",
    "SpeakerCalled",
    "SubtopicClosed",
    "SubtopicOpened",
    "SummarySet",
    "TalkResumed",
    "TextsRetracted",
    "TimeboxWarned",
    "TopicEvent",
    "TopicOpened",
    "TopicReworded",
    "Undone",
    "VoteClosed",
    "VoteOpened",
    "VoteReworded",
    "VotersSet",
    "VotesRequiredSet",
    "VotingEvent",
    "WentOffRecord",
    "WentOnRecord",
]

Event = (
    LifecycleEvent
    | PeopleEvent
    | TopicEvent
    | RecordEvent
    | VotingEvent
    | QueueEvent
    | RunningEvent
    | SealingEvent
    | RetractingEvent
)


class Entry(NamedTuple):
    """An event as it is kept: its number in the meeting (1, 2, ...), when (UTC), and the transcript line (0: none).

    `room` is the key of the room where what led to it was said, in a meeting held in several; else empty.
    A tuple, for a meeting is made of hundreds.
    """

    seq: int
    at: datetime
    line: int
    event: Event
    room: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command leads to: events to keep, and replies to give once they are kept.

    `refused`: nothing happened, and the reply says why. `ties` are the linked accounts from now on, None for no change.
    """

    events: tuple[Event, ...] = ()
    replies: tuple[Reply, ...] = ()
    refused: bool = False
    ties: Ties | None = None
