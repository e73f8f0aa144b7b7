"""The state of one meeting, and how events change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from bot.core.chat import Person, Room
from bot.core.events import (
    AgendaAdded,
    AgendaEntry,
    AgendaTaken,
    ChairAdded,
    ChairRemoved,
    Ending,
    Entry,
    Event,
    ItemRecorded,
    MeetingEnded,
    MeetingStarted,
    NextMeetingSet,
    NickMentioned,
    OwnersSet,
    PersonArrived,
    PersonNamed,
    PersonRenamed,
    RecordingInterrupted,
    ScribeNamed,
    SubtopicClosed,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    Undone,
)
from bot.core.minutes import Kind, NextMeeting
from bot.core.roll import Roll, arrived, heard_of, named, renamed, roll_of


@dataclass(frozen=True, slots=True)
class Topic:
    number: int
    title: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Subtopic:
    title: str
    topic: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    since: datetime
    until: datetime
    topic: int


@dataclass(frozen=True, slots=True)
class Item:
    """A record in its place: `topic` is the topic's number (0: before any), `nested` says it lies below a subtopic."""

    record: ItemRecorded
    topic: int
    nested: bool
    line: int
    at: datetime

    @property
    def label(self) -> str:
        """The register's number, as in "A-7" or "D-3"; empty for other kinds."""
        if not self.record.label:
            return ""
        return f"{'A' if self.record.kind is Kind.ACTION else 'D'}-{self.record.label}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands. `chairs` and the keys of `people` are person keys; `history` holds every event kept."""

    id: str
    series: str
    name: str
    room: Room
    day: date
    started_at: datetime
    starter: str
    room_topic: str = ""
    ended_at: datetime | None = None
    ending: Ending | None = None
    people: Roll = field(default_factory=dict)
    mentioned: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    scribe: str = ""
    agenda: tuple[AgendaEntry, ...] = ()
    opened: frozenset[int] = frozenset()
    topics: tuple[Topic, ...] = ()
    topic_at: datetime | None = None
    in_subtopic: bool = False
    content: tuple[Item | Subtopic | Gap, ...] = ()
    summary: str = ""
    next_meeting: NextMeeting | None = None
    next_item: int = 1
    withdrawn: frozenset[int] = frozenset()
    history: tuple[Entry, ...] = ()

    @property
    def running(self) -> bool:
        return self.ending is None

    @property
    def title(self) -> str:
        return f"{self.name}: {self.day.isoformat()}"

    @property
    def topic(self) -> Topic | None:
        return self.topics[-1] if self.topics else None

    @property
    def next_seq(self) -> int:
        return self.history[-1].seq + 1

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(part for part in self.content if isinstance(part, Item))

    def nick(self, key: str) -> str:
        """The nick a person was last seen with."""
        return self.people[key].person.nick if key in self.people else key.rpartition("/")[2]


def start(entry: Entry) -> Meeting:
    """The meeting that a MeetingStarted opens.

    Raises:
        TypeError: the event is another one; a record that begins so is corrupt.
    """
    event = entry.event
    if not isinstance(event, MeetingStarted):
        raise TypeError(f"a meeting begins with MeetingStarted, not {type(event).__name__}")
    return Meeting(
        id=event.meeting_id,
        series=event.series,
        name=event.name,
        room=event.room,
        day=event.day,
        started_at=entry.at,
        starter=event.starter.key,
        room_topic=event.room_topic,
        people=roll_of(event.starter),
        chairs=(event.starter.key,),
        agenda=event.agenda,
        history=(entry,),
    )


def evolve(meeting: Meeting, entry: Entry) -> Meeting:
    """The meeting after one more event."""
    if isinstance(entry.event, Undone):
        return _without(meeting, entry, entry.event.seq)
    changed = _apply(meeting, entry, entry.event)
    return replace(changed, history=(*meeting.history, entry))


def replay(entries: Iterable[Entry]) -> Meeting:
    """The meeting from its kept events; any prefix of them will do.

    Raises:
        TypeError: the first one is not MeetingStarted.
        StopIteration: there are none.
    """
    rest = iter(entries)
    meeting = start(next(rest))
    for entry in rest:
        meeting = evolve(meeting, entry)
    return meeting


def _without(meeting: Meeting, entry: Entry, seq: int) -> Meeting:
    """The meeting as if the event `seq` had not been; numbers once given are not given again."""
    withdrawn = meeting.withdrawn | {seq}
    kept = [old for old in meeting.history if old.seq not in withdrawn and not isinstance(old.event, Undone)]
    again = start(kept[0])
    for old in kept[1:]:
        again = _apply(again, old, old.event)
    return replace(again, withdrawn=withdrawn, next_item=meeting.next_item, history=(*meeting.history, entry))


def _apply(meeting: Meeting, entry: Entry, event: Event) -> Meeting:  # noqa: C901, PLR0911, PLR0912 - one case an event
    match event:
        case PersonArrived(person):
            return replace(meeting, people=arrived(meeting.people, person))
        case PersonRenamed(before, person):
            return _renamed(meeting, before, person)
        case PersonNamed(key, name):
            return replace(meeting, people=named(meeting.people, key, name))
        case NickMentioned(nick):
            return replace(meeting, mentioned=(*meeting.mentioned, nick))
        case ChairAdded(person):
            others = tuple(key for key in meeting.chairs if key != person.key)
            return replace(meeting, chairs=(*others, person.key), people=heard_of(meeting.people, person))
        case ChairRemoved(person):
            return replace(meeting, chairs=tuple(key for key in meeting.chairs if key != person.key))
        case ScribeNamed(person):
            return replace(meeting, scribe=person.key, people=heard_of(meeting.people, person))
        case TopicOpened(number, title, agenda_id):
            return replace(
                meeting,
                topics=(*meeting.topics, Topic(number, title, entry.line)),
                topic_at=entry.at,
                in_subtopic=False,
                opened=meeting.opened | {agenda_id} if agenda_id else meeting.opened,
            )
        case SubtopicOpened(title):
            below = Subtopic(title, _topic_number(meeting), entry.line)
            return replace(meeting, content=(*meeting.content, below), in_subtopic=True)
        case SubtopicClosed():
            return replace(meeting, in_subtopic=False)
        case ItemRecorded(number):
            item = Item(event, _topic_number(meeting), meeting.in_subtopic, entry.line, entry.at)
            return replace(meeting, content=(*meeting.content, item), next_item=number + 1)
        case OwnersSet(label, owners):
            return replace(meeting, content=tuple(_owned(part, label, owners) for part in meeting.content))
        case SummarySet(text):
            return replace(meeting, summary=text)
        case NextMeetingSet(when):
            return replace(meeting, next_meeting=when)
        case AgendaAdded(item):
            return replace(meeting, agenda=(*meeting.agenda, item))
        case RecordingInterrupted(since, until):
            gap = Gap(since, until, _topic_number(meeting))
            return replace(meeting, content=(*meeting.content, gap))
        case MeetingEnded(_, ending):
            return replace(meeting, ended_at=entry.at, ending=ending)
        case MeetingStarted() | AgendaTaken() | Undone():
            return meeting
        case _:
            assert_never(event)


def _topic_number(meeting: Meeting) -> int:
    return meeting.topics[-1].number if meeting.topics else 0


def _renamed(meeting: Meeting, before: str, person: Person) -> Meeting:
    """Everything that hung on the old key hangs on the new one."""
    if before not in meeting.people:
        return meeting
    renewed = replace(meeting, people=renamed(meeting.people, before, person))
    return renewed if before == person.key else _rekeyed(renewed, before, person)


def _rekeyed(meeting: Meeting, before: str, person: Person) -> Meeting:
    chairs = dict.fromkeys(person.key if key == before else key for key in meeting.chairs)
    return replace(
        meeting,
        chairs=tuple(chairs),
        starter=person.key if meeting.starter == before else meeting.starter,
        scribe=person.key if meeting.scribe == before else meeting.scribe,
        content=tuple(_told_by(part, before, person) for part in meeting.content),
    )


def _told_by(part: Item | Subtopic | Gap, before: str, person: Person) -> Item | Subtopic | Gap:
    """The part with its author and speaker under their new key."""
    if not isinstance(part, Item):
        return part
    record = part.record
    if record.author == before:
        record = replace(record, author=person.key)
    if record.speaker and record.speaker.key == before:
        record = replace(record, speaker=replace(record.speaker, key=person.key))
    return part if record is part.record else replace(part, record=record)


def _owned(part: Item | Subtopic | Gap, label: int, owners: tuple[str, ...]) -> Item | Subtopic | Gap:
    if isinstance(part, Item) and part.record.kind is Kind.ACTION and part.record.label == label:
        return replace(part, record=replace(part.record, owners=owners))
    return part
