"""The state of one meeting."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from bot.core.chat import Person, Room
from bot.core.events import (
    AgendaEntry,
    ClosedAction,
    Elector,
    Ending,
    Entry,
    ItemRecorded,
    MeetingStarted,
    OpenAction,
    OtherRoom,
    PersonArrived,
    PersonRenamed,
    Regret,
)
from bot.core.minutes import Kind, NextMeeting
from bot.core.quorum import Quorum
from bot.core.roll import Roll
from bot.core.text import RETRACTED
from bot.core.voting import Vote


@dataclass(frozen=True, slots=True)
class Topic:
    number: int
    title: str
    line: int = 0
    agenda_id: int = 0


@dataclass(frozen=True, slots=True)
class Subtopic:
    title: str
    topic: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """`room` (its key) is which one was not heard, where the meeting is held in several."""

    since: datetime
    until: datetime
    topic: int
    room: str = ""


@dataclass(frozen=True, slots=True)
class Rewording:
    """Somebody (a person's key) corrected a text at `at`; `was` is how it read before."""

    by: str
    at: datetime
    was: str


class Item(NamedTuple):
    """A record in its place: `topic` is the topic's number (0: before any), `nested` says it lies below a subtopic.

    `seconder` stands behind a proposal that somebody else made. `room` (its key) is where it was recorded, in a meeting
    held in several. A tuple, for a meeting is made of hundreds.
    """

    record: ItemRecorded
    topic: int
    nested: bool
    line: int
    at: datetime
    rewordings: tuple[Rewording, ...] = ()
    seconder: Person | None = None
    room: str = ""

    @property
    def label(self) -> str:
        """The register's number, as in "A-7" or "D-3"; empty for other kinds."""
        if not self.record.label:
            return ""
        return f"{'A' if self.record.kind is Kind.ACTION else 'D'}-{self.record.label}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody (a person's key) on the speaker queue, and what they want to say."""

    key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OffRecord:
    """A time of which nothing was kept, because a chair said so."""

    since: datetime
    until: datetime
    topic: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something that was said and could not be decrypted."""

    native_id: str
    at: datetime
    topic: int


Part = Item | Subtopic | Gap | OffRecord | Sealed | Vote


@dataclass(frozen=True)
class Meeting:
    """A meeting as it stands; without slots, for `having`.

    `chairs` and the keys of `people` are person keys; `history` holds every event kept. `private`: its minutes are not
    for everybody. `event_links`: where messages are. `permalink` names its pages; it is the id unless the meeting was
    renamed. `revision` counts its editions, 0 before the first end. `corrected` has the transcript lines that read
    differently now. `electors` and `votes_required` are for the votes to come.

    `ended_at` is the end that the minutes tell, `closed_at` when it came to that: later, if it ended by itself.
    `off_since`: nothing is kept since then. `retitled`: the room's topic is the meeting's, or was. `asked_at`: when the
    room was last asked whether the meeting goes on. `warned`: topics, and the per cent of their timebox that was told.
    `others` are the rooms beside `room` where it is held, too.
    `inherited` are the actions it found open, `closed` those closed since the series last met, before it or in it.
    """

    id: str
    series: str
    name: str
    room: Room
    day: date
    started_at: datetime
    starter: str
    private: bool = False
    event_links: tuple[tuple[str, str], ...] = ()
    permalink: str = ""
    room_topic: str = ""
    others: tuple[OtherRoom, ...] = ()
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    revision: int = 0
    people: Roll = field(default_factory=dict)
    mentioned: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    regrets: tuple[Regret, ...] = ()
    quorum: Quorum | None = None
    electors: tuple[Elector, ...] = ()
    votes_required: int = 0
    scribe: str = ""
    agenda: tuple[AgendaEntry, ...] = ()
    inherited: tuple[OpenAction, ...] = ()
    closed: tuple[ClosedAction, ...] = ()
    opened: frozenset[int] = frozenset()
    topics: tuple[Topic, ...] = ()
    topic_at: datetime | None = None
    in_subtopic: bool = False
    retitled: bool = False
    off_since: datetime | None = None
    lurking: bool = False
    asked_at: datetime | None = None
    unanswered: bool = False
    warned: frozenset[tuple[int, int]] = frozenset()
    content: tuple[Part, ...] = ()
    corrected: tuple[tuple[int, str], ...] = ()
    summary: str = ""
    next_meeting: NextMeeting | None = None
    queue: tuple[Waiting, ...] = ()
    next_item: int = 1
    withdrawn: frozenset[int] = frozenset()
    history: tuple[Entry, ...] = ()

    @property
    def running(self) -> bool:
        return self.ending is None

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Where it is held, the room it is known by first."""
        return (self.room, *(other.room for other in self.others))

    def topic_before(self, room: Room) -> str:
        """What a room's topic was when the meeting began; "" where it is not held."""
        topics = {self.room: self.room_topic} | {other.room: other.topic for other in self.others}
        return topics.get(room, "")

    @property
    def title(self) -> str:
        return f"{self.name}: {self.day.isoformat()}"

    @property
    def topic(self) -> Topic | None:
        return self.topics[-1] if self.topics else None

    @property
    def topic_number(self) -> int:
        return self.topics[-1].number if self.topics else 0

    @property
    def next_seq(self) -> int:
        return self.history[-1].seq + 1

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(part for part in self.content if isinstance(part, Item))

    @property
    def votes(self) -> tuple[Vote, ...]:
        return tuple(part for part in self.content if isinstance(part, Vote))

    @property
    def open_vote(self) -> Vote | None:
        return next((part for part in reversed(self.content) if isinstance(part, Vote) and part.is_open), None)

    @property
    def proposal(self) -> Item | None:
        """The last proposal that was neither decided, nor taken back, nor erased."""
        settled = {item.record.settles for item in self.items}
        proposals = (item for item in reversed(self.items) if item.record.kind is Kind.PROPOSED)
        standing = (item for item in proposals if item.record.number not in settled)
        return next((item for item in standing if item.record.text != RETRACTED), None)

    @property
    def naming(self) -> list[MeetingStarted | PersonArrived | PersonRenamed]:
        """The events by which people took the nicks they had, in order."""
        kinds = MeetingStarted, PersonArrived, PersonRenamed
        return [entry.event for entry in self.history if isinstance(entry.event, kinds)]

    @property
    def standing(self) -> tuple[Entry, ...]:
        """The events that were not taken back."""
        return tuple(entry for entry in self.history if entry.seq not in self.withdrawn)

    def nick(self, key: str) -> str:
        """The nick a person was last seen with."""
        return self.people[key].person.nick if key in self.people else key.rpartition("/")[2]
