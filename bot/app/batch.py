"""What one transaction keeps, and the state it leads to."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.app.watch import Watch
from bot.core.chat import Message, MessageErased, Room
from bot.core.deliveries import Deliveries
from bot.core.events import Ending, Entry
from bot.core.meeting import Meeting
from bot.core.recent import REACH, Recent, Spoken
from bot.core.replies import Reply
from bot.core.retracting import Between
from bot.core.series import Series
from bot.core.ties import Tie, Ties


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a room was heard without a gap: the last line's time (UTC) and native id."""

    at: datetime
    native_id: str = ""


class KeptMessage(NamedTuple):
    """A line to be stored. `meeting_id` and `line` are empty between meetings, where only commands are kept."""

    message: Message
    meeting_id: str = ""
    line: int = 0
    command: str = ""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of a meeting that was kept: its number there, who said it (a person's key), and what was typed.

    `native_id` is the line's own.
    """

    meeting_id: str
    number: int
    person: str
    text: str
    native_id: str = ""


class KeptEdit(NamedTuple):
    """An edit, by the network's name for it, and the number of an event that it led to."""

    room: Room
    native_id: str
    meeting_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Traces:
    """What the record holds of a message that was edited or erased.

    `lines` are those of meetings that it became, `edits` what it led to if it was an edit itself. `said_between` are
    the events that it led to between meetings, `meetings` those of the lines and edits, by id, and those that may have
    texts from there; `between` are all events between meetings of their series.
    """

    lines: tuple[KeptLine, ...] = ()
    edits: tuple[KeptEdit, ...] = ()
    said_between: tuple[Between, ...] = ()
    between: tuple[Between, ...] = ()
    meetings: Mapping[str, Meeting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event to be stored; `meeting` is its meeting after it, None between meetings."""

    series: str
    entry: Entry
    meeting: Meeting | None = None


DRAFT = 0
"""The revision that a draft counts as."""


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """An edition to be queued for its publishers; `revision` counts from 1, or is DRAFT.

    `gone`: it is only there to take away what they have.
    """

    meeting: Meeting
    revision: int
    publishers: tuple[str, ...]
    gone: bool = False


class KeptReply(NamedTuple):
    """A reply that is kept until it is said. `at` is UTC, by our clock."""

    reply: Reply
    at: datetime


class Quoted(NamedTuple):
    """Texts that were erased, and the meetings in which the bot may have quoted them."""

    texts: frozenset[str]
    meetings: frozenset[str]


@dataclass(slots=True)
class Erasures:
    """What one transaction erases, beside what the events of retractions say.

    `messages` are those whose text goes, in meetings or between, `between` the events between meetings, as they are
    without it. `republished` are meetings whose pages are to be written again where they stand, by id.
    """

    messages: list[MessageErased] = field(default_factory=list)
    between: list[Between] = field(default_factory=list)
    quoted: list[Quoted] = field(default_factory=list)
    republished: dict[str, Meeting] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.messages or self.between or self.quoted or self.republished)


@dataclass(slots=True)
class Batch:
    """What one transaction writes, and the replies that go out after it.

    `outbox` has the replies to networks that want theirs kept, `tokens` how far networks were heard, by name. `ties`
    are what changed of linked accounts. `rewriters` are the publishers that can write an
    edition again.
    """

    messages: list[KeptMessage] = field(default_factory=list)
    events: list[KeptEvent] = field(default_factory=list)
    editions: list[KeptEdition] = field(default_factory=list)
    series: dict[str, Series] = field(default_factory=dict)
    cursors: dict[Room, Cursor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    outbox: list[KeptReply] = field(default_factory=list)
    edits: list[KeptEdit] = field(default_factory=list)
    rewriters: tuple[str, ...] = ()
    erasures: Erasures = field(default_factory=Erasures)

    @property
    def writes(self) -> bool:
        written = self.messages or self.events or self.cursors or self.tokens or self.ties or self.outbox
        return bool(written) or self.erasures.any


@dataclass(slots=True)
class State:
    """Every series and every running meeting; the values but `recent` are immutable, so a copy of them is a safe draft.

    `ended` has the meeting that ended last in a room, as long as no other was begun there. `recent` has the last lines
    of these meetings, by meeting id, as `lines` has their number. `last_said` is when a room was heard last,
    be it off the record. `ties` are the accounts that were linked, or are about to be, by their keys. `watch` is what
    was heard of bridges since the bot started.
    """

    series: dict[str, Series] = field(default_factory=dict)
    meetings: dict[Room, Meeting] = field(default_factory=dict)
    ended: dict[Room, Meeting] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    recent: dict[str, deque[Spoken]] = field(default_factory=dict)
    last_said: dict[Room, datetime] = field(default_factory=dict)
    ties: Ties = field(default_factory=dict)
    deliveries: Deliveries = field(default_factory=Deliveries)
    watch: Watch = field(default_factory=Watch)

    def draft(self) -> "State":
        return State(
            dict(self.series),
            dict(self.meetings),
            dict(self.ended),
            dict(self.lines),
            {meeting_id: lines.copy() for meeting_id, lines in self.recent.items()},
            dict(self.last_said),
            ties=self.ties,
            deliveries=self.deliveries,
            watch=self.watch.draft(),
        )

    def place(self, room: Room, meeting: Meeting) -> None:
        """The room's meeting as it is now: running, or over and still open to correction, or aborted."""
        self.meetings.pop(room, None)
        former = self.ended.pop(room, None)
        if former is not None and former.id != meeting.id:
            self._forget(former)
        if meeting.running:
            self.meetings[room] = meeting
        elif meeting.ending is Ending.ABORTED:
            self._forget(meeting)
        else:
            self.ended[room] = meeting

    def heard(self, meeting: Meeting, line: int, spoken: Spoken | None) -> None:
        """A line of a meeting; of one that it aborted nothing is held any more."""
        if meeting.id in self.lines:
            self.lines[meeting.id] = line
            if spoken is not None:
                (self.recent.get(meeting.id) or self.remember(meeting.id, ())).append(spoken)

    def remember(self, meeting_id: str, recent: Recent) -> deque[Spoken]:
        """What a meeting's last lines are; the oldest go when there are more."""
        self.recent[meeting_id] = lines = deque(recent, REACH)
        return lines

    def said_at(self, room: Room, at: datetime) -> None:
        """Somebody said something; a network's history may tell of it late."""
        last = self.last_said.get(room)
        if last is None or at > last:
            self.last_said[room] = at

    def last_said_in(self, meeting: Meeting) -> datetime:
        return self.last_said.get(meeting.room, meeting.started_at)

    def _forget(self, meeting: Meeting) -> None:
        self.lines.pop(meeting.id, None)
        self.recent.pop(meeting.id, None)
