"""Meetings that begin, end and are interrupted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.core.chat import Person, Room
from bot.core.events.topics import AgendaEntry
from bot.core.quorum import Quorum


class Ending(Enum):
    """Why a meeting ended."""

    COMMAND = "command"
    TIMEOUT = "timeout"
    ABORTED = "aborted"
    END_OF_LOG = "end of log"


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of the series that nobody has closed.

    `number` is the n of A-n, `owners` are nicks, `owner_keys` the keys of their accounts ("" without one).
    """

    number: int
    text: str
    owners: tuple[str, ...] = ()
    due: date | None = None
    owner_keys: tuple[str, ...] = ()


class Closing(Enum):
    """What became of an action; the value is the word in the register, in JSON and in the minutes."""

    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ClosedAction:
    """An action of the series that somebody (`by`, a nick) closed, on a day in the series' zone."""

    action: OpenAction
    state: Closing
    on: date
    by: str
    note: str = ""

    @property
    def number(self) -> int:
        return self.action.number


@dataclass(frozen=True, slots=True)
class OtherRoom:
    """A room beside the first one in which a meeting is held, and what its topic was."""

    room: Room
    topic: str = ""


@dataclass(frozen=True, slots=True)
class MeetingStarted:
    """Everything the meeting inherits comes in here, so that a replay needs nothing but the meeting's own events.

    `day` is the day the meeting belongs to, in the series' zone. `room_topic` is what the room's topic was. `closed`
    are the actions closed since the series last met. `private`: the minutes are not for everybody. `event_links`: where
    messages are (`bot.core.permalinks`). `others` are the rooms beside `room` where it is held, too.
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
    quorum: Quorum | None = None
    closed: tuple[ClosedAction, ...] = ()
    private: bool = False
    event_links: tuple[tuple[str, str], ...] = ()
    others: tuple[OtherRoom, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingBecamePrivate:
    """The room was closed to others, or encrypted, while the meeting ran: all of it is private."""


@dataclass(frozen=True, slots=True)
class MeetingEnded:
    """`at` is when it ended, if that was before the event: one that ended by itself ended with its last line."""

    by: str
    ending: Ending
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordingInterrupted:
    """`room` (its key) is which one was not heard, where the meeting is held in several."""

    since: datetime
    until: datetime
    room: str = ""


@dataclass(frozen=True, slots=True)
class MeetingReopened:
    """The meeting goes on after its end: same id, same pages; its next end makes another revision."""

    by: str


@dataclass(frozen=True, slots=True)
class MeetingRenamed:
    """The meeting has another name, and goes on in that name's series.

    What it inherits comes in here, as with MeetingStarted: `permalink` is free in the new series, `agenda` is the
    meeting's own before the series', numbered anew, `opened` the ids of it that were opened, and `labels` the new
    register numbers of the items recorded so far, by item number.
    """

    name: str
    series: str
    permalink: str
    agenda: tuple[AgendaEntry, ...] = ()
    opened: tuple[int, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()
    labels: tuple[tuple[int, int], ...] = ()
    quorum: Quorum | None = None
    closed: tuple[ClosedAction, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesAmended:
    """What was corrected after the end is published: another revision."""

    by: str


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The minutes so far went to the publishers that take drafts."""

    by: str


LifecycleEvent = (
    MeetingStarted
    | MeetingBecamePrivate
    | MeetingEnded
    | MeetingReopened
    | MeetingRenamed
    | MinutesAmended
    | DraftSaved
    | RecordingInterrupted
)
