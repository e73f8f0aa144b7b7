"""What the pages of the archive are made of: rows of the record, and who reads them, as protocols."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from bot.app.listing import Listing
from bot.core.appointments import Appointment
from bot.core.minutes import Minutes, NextMeeting
from bot.core.transcript import Spoke, TranscriptLine


@dataclass(frozen=True, slots=True)
class Scope:
    """Which meetings a reader sees: those that ended or run, but of private rooms only those named.

    With a `publisher` it is what was delivered there instead (a delivery that left nothing there has no address), and
    the meetings in `also`, which are being delivered; but of private ones only those whose newest revision it got, or
    of the rooms named: one that became private may have been delivered before.

    `rooms` are keys ("kiln-net/#board"), or "*" for all.
    """

    publisher: str = ""
    also: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()


PUBLIC = Scope()
EVERY_ROOM = "*"


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A meeting in a list. `path` is where it is filed, without an ending ("weekly/2026-04-08").

    `author` took the minutes: a nick, and the name they gave, if any.

    `state` is "running", "ended" or "aborted"; `revision` counts its editions, 0 before the first end; `updated_at` is
    when the newest was made. `digest` says what it was about, in a line. The numbers count who spoke, and what was
    decided and is to be done.
    """

    id: str
    path: str
    series: str
    name: str
    room: str
    private: bool
    state: str
    day: date
    started_at: datetime
    ended_at: datetime | None
    updated_at: datetime
    revision: int
    digest: str
    author: str
    author_name: str
    people: int
    decisions: int
    actions: int

    @property
    def title(self) -> str:
        return f"{self.name}: {self.day.isoformat()}"

    @property
    def running(self) -> bool:
        return self.state == "running"


class Neighbour(NamedTuple):
    """The meeting before another one of its series, or after it: where it is filed, and its day."""

    path: str
    day: date


class Known(NamedTuple):
    """A key and a nick under which somebody was in meetings; `person` is "" where it was a session's."""

    person: str
    nick: str
    name: str
    meetings: int
    latest: date


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which meetings are wanted: of a series, a span of days (both included), of a person, in a state."""

    series: str = ""
    since: date | None = None
    until: date | None = None
    people: tuple[Known, ...] = ()
    state: str = ""
    limit: int = -1
    by_change: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """Which actions or decisions are wanted: of a series, of meetings of these days, in these states, of these owners.

    Actions come by their numbers; the `soonest` due first, or those closed `latest`.
    """

    series: str = ""
    since: date | None = None
    until: date | None = None
    states: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    soonest: bool = False
    latest: bool = False
    limit: int = -1


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """A series in a list; `name` is its newest meeting's."""

    slug: str
    name: str
    meetings: int
    first: date
    latest: date


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action of the register. `number` is the n of A-n, `owners` and `closed_by` are nicks.

    `path` is that of the meeting where it was recorded.
    """

    series: str
    series_name: str
    number: int
    text: str
    owners: tuple[str, ...]
    due: date | None
    state: str
    path: str
    day: date
    closed_on: date | None = None
    closed_by: str = ""
    note: str = ""


IN_FORCE, SUPERSEDED = "in force", "superseded"
"""The states of decisions."""


class Reference(NamedTuple):
    """Another decision, by its n, and where and of which day the meeting is that made it, if that is to be seen."""

    number: int
    path: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision of the register. `number` is the n of D-n.

    `superseded_by` took its place, as far as the reader sees; `supersedes` are those whose place it took.
    """

    series: str
    series_name: str
    number: int
    kind: str
    text: str
    path: str
    day: date
    superseded_by: Reference | None = None
    supersedes: tuple[Reference, ...] = ()


class Reader(Protocol):
    """Reads the record for the pages; any thread may. A list comes newest first unless it says otherwise."""

    def changed(self) -> int:
        """A number that is another one when the record was written since."""

    def meetings(self, scope: Scope, shelf: Shelf) -> list[MeetingEntry]: ...

    def meeting(self, scope: Scope, path: str) -> MeetingEntry | None:
        """The meeting filed under this path."""

    def named(self, scope: Scope, meeting_ids: Collection[str]) -> list[MeetingEntry]:
        """The meetings with these ids."""

    def ids(self, scope: Scope) -> list[str]:
        """The ids of all meetings, the oldest first."""

    def addresses(self, meeting_ids: Collection[str]) -> list[str]:
        """Every path under which these meetings are filed, or were."""

    def ahead(self, scope: Scope, meeting_ids: Collection[str]) -> "Reader":
        """It, knowing already what the pages of these meetings ask of it, as it is now."""

    def aborted(self, scope: Scope, path: str) -> MeetingEntry | None:
        """The meeting that had this path, and was aborted."""

    def moved(self, scope: Scope, path: str) -> str:
        """Where the meeting went that was filed under this path once; "" when there was none.

        With "weekly/" for the path, where the newest went of those that were filed there.
        """

    def neighbours(self, scope: Scope, entry: MeetingEntry) -> tuple[Neighbour | None, Neighbour | None]:
        """The meetings of its series before it and after it."""

    def series(self, scope: Scope, slug: str = "") -> list[SeriesEntry]:
        """All series, or the one; that which met last comes first."""

    def plan(self, scope: Scope, slug: str) -> tuple[NextMeeting | None, int]:
        """What `#nextmeeting` said of a series last, and how often that was said."""

    def years(self, scope: Scope, series: str = "") -> list[tuple[int, int]]:
        """The years in which there were meetings, and how many; the last one first."""

    def days(self, scope: Scope, shelf: Shelf) -> list[tuple[date, int]]:
        """The days on which there were meetings, and how many."""

    def turn(self, scope: Scope, since: date, until: date) -> tuple[date | None, date | None]:
        """The last day before a span on which there was a meeting, and the first one after it."""

    def actions(self, scope: Scope, wanted: Register) -> list[ActionEntry]:
        """The actions, series by series, or by when they are due."""

    def decisions(self, scope: Scope, wanted: Register) -> list[DecisionEntry]: ...

    def numbers(self, scope: Scope, register: str, since: date, until: date) -> list[tuple[str, str, int, int]]:
        """The first and the last number in the "actions" or "decisions", by months ("2026-04") and series."""

    def days_beside(self, meeting_ids: Collection[str]) -> tuple[list[date], list[date]]:
        """The days of meetings whose actions these closed, and of those with whom they supersede decisions; or did."""

    def people(self, scope: Scope) -> list[Known]:
        """Everybody who spoke, in no order; one human being may have several rows."""

    def concerned(self, meeting_ids: Collection[str]) -> list[tuple[str, str]]:
        """Key and nick of those who spoke in these meetings, and ("") of those who were given something to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A meeting's minutes, and its transcript as it reads with its corrections; each call of `lines` starts anew.

    `told` is how one line reads there that was said as it is kept, `spoke` whose its lines are. `seq` is the last event
    it was made of.
    """

    minutes: Minutes
    lines: Callable[[], Iterator[TranscriptLine]]
    told: Callable[[TranscriptLine], TranscriptLine]
    spoke: Callable[[], Iterable[Spoke]]
    seq: int = 0


class Desk(Protocol):
    """Makes a meeting's minutes; takes as long as reading and composing take."""

    def document(self, meeting_id: str, revision: int = 0) -> Document:
        """A revision of a meeting; 0 is the newest one, or how it stands while it runs.

        Raises:
            LookupError: there is no such meeting, or no such revision of it.
        """


class Writer(Protocol):
    """Minutes in every form; implemented by the renderer."""

    def form(self, minutes: Minutes, form: str) -> str:
        """The minutes as "md", "txt" or "json"."""

    def typed(self, text: str) -> str:
        """A typed line as HTML, its URLs links."""

    def listing(self, listing: Listing, form: str) -> str:
        """What a page lists as "md", "txt" or "json"."""

    def calendar(self, name: str, appointments: Iterable[Appointment]) -> str:
        """Meetings as RFC 5545 has them."""

    def article(self, minutes: Minutes) -> str:
        """The minutes as HTML to be put into a page: sections with their headings, from h2 down."""

    def transcript(self, minutes: Minutes, lines: Iterator[TranscriptLine], form: str) -> Iterator[str]: ...

    def conversation(self, minutes: Minutes, lines: Iterator[TranscriptLine]) -> Iterator[str]:
        """The transcript as HTML to be put into a page, in pieces."""

    def utterance(self, minutes: Minutes, line: TranscriptLine) -> str:
        """One line of it, without what stands between lines."""
