"""What can happen in a meeting, in the past tense. Frozen values; an event never changes once it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.core.chat import Person, Reply, Room
from bot.core.minutes import Kind, NextMeeting


class Ending(Enum):
    """Why a meeting ended."""

    COMMAND = "command"
    TIMEOUT = "timeout"
    ABORTED = "aborted"
    END_OF_LOG = "end of log"


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """An item on a series' agenda. `id` is unique in the series; `carried_from` is the first day it was left over."""

    id: int
    text: str
    proposer: str
    carried_from: date | None = None


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of the series that nobody has closed. `number` is the n of A-n, `owners` are nicks."""

    number: int
    text: str
    owners: tuple[str, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingStarted:
    """Everything the meeting inherits comes in here, so that a replay needs nothing but the meeting's own events.

    `day` is the day the meeting belongs to, in the series' zone. `room_topic` is what the room's topic was.
    """

    meeting_id: str
    series: str
    name: str
    room: Room
    starter: Person
    day: date
    room_topic: str = ""
    agenda: tuple[AgendaEntry, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingEnded:
    by: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class PersonArrived:
    """Somebody said their first line of the meeting."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonRenamed:
    """A participant took another nick, or logged in: `before` is the key they had."""

    before: str
    person: Person


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """`#here NAME`: how a participant wants to be called."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class NickMentioned:
    """`#nick NICK`: somebody silent who may own actions."""

    nick: str


@dataclass(frozen=True, slots=True)
class ChairAdded:
    person: Person


@dataclass(frozen=True, slots=True)
class ChairRemoved:
    person: Person


@dataclass(frozen=True, slots=True)
class ScribeNamed:
    person: Person


@dataclass(frozen=True, slots=True)
class TopicOpened:
    """`agenda_id` is the agenda item it came from, 0 for a new one."""

    number: int
    title: str
    agenda_id: int = 0


@dataclass(frozen=True, slots=True)
class SubtopicOpened:
    title: str


@dataclass(frozen=True, slots=True)
class SubtopicClosed:
    pass


@dataclass(frozen=True, slots=True)
class ItemRecorded:
    """One record. `number` counts the meeting's items and is never used twice.

    `label` is the n of A-n or D-n in the series, 0 for other kinds. `author` is the key of who typed it, `speaker` the
    person it is signed by (None: a fact of the meeting). `owners` are nicks.
    """

    number: int
    kind: Kind
    text: str
    author: str
    speaker: Person | None = None
    owners: tuple[str, ...] = ()
    due: date | None = None
    url: str = ""
    label: int = 0


@dataclass(frozen=True, slots=True)
class OwnersSet:
    """`#assign`: who owns action A-`label` of the series now."""

    label: int
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummarySet:
    text: str


@dataclass(frozen=True, slots=True)
class NextMeetingSet:
    when: NextMeeting


@dataclass(frozen=True, slots=True)
class AgendaAdded:
    """Somebody put an item on the series' agenda, in a meeting or between two."""

    entry: AgendaEntry


@dataclass(frozen=True, slots=True)
class AgendaTaken:
    """A meeting of another series took this series' agenda along: it was the room's, for whatever is held next."""

    by: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The event with the number `seq` is taken back. `action` is the n of the A-n that goes with it, or 0."""

    seq: int
    action: int = 0


@dataclass(frozen=True, slots=True)
class RecordingInterrupted:
    since: datetime
    until: datetime


Event = (
    MeetingStarted
    | MeetingEnded
    | PersonArrived
    | PersonRenamed
    | PersonNamed
    | NickMentioned
    | ChairAdded
    | ChairRemoved
    | ScribeNamed
    | TopicOpened
    | SubtopicOpened
    | SubtopicClosed
    | ItemRecorded
    | OwnersSet
    | SummarySet
    | NextMeetingSet
    | AgendaAdded
    | AgendaTaken
    | Undone
    | RecordingInterrupted
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is kept: its number in the meeting (1, 2, ...), when (UTC), and the transcript line (0: none)."""

    seq: int
    at: datetime
    line: int
    event: Event


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command leads to: events to keep, and replies to give once they are kept."""

    events: tuple[Event, ...] = ()
    replies: tuple[Reply, ...] = ()
