"""The document: what a meeting's minutes say, before any format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a record is; the value is the word in commands, events, JSON and CSS classes."""

    INFO = "info"
    AGREED = "agreed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ACTION = "action"
    IDEA = "idea"
    HELP = "help"
    LINK = "link"
    PROPOSED = "proposed"
    VOTE = "vote"


class Outcome(Enum):
    """What comes of a vote; the value is the word in JSON and in the database."""

    OPEN = "open"
    CARRIED = "carried"
    NOT_CARRIED = "not carried"
    CHOSEN = "chosen"
    TIE = "tie"
    NO_BALLOTS = "no ballots"
    BELOW_QUORUM = "below quorum"


@dataclass(frozen=True, slots=True)
class Voter:
    """Whose ballot it is (as the page signs, and the full name), their choice, and what they had chosen before."""

    signature: str
    name: str
    choice: str
    before: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A vote's options, the ballots that count, and what came of it.

    `chosen` is the option that won where they were not yes and no. `required` votes in favour and `needed` people
    `present` were asked for, 0 if not.
    """

    options: tuple[str, ...]
    voters: tuple[Voter, ...]
    outcome: Outcome
    chosen: str = ""
    required: int = 0
    needed: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """Somebody (a display name) reworded a record at `at`; `was` is how it read before."""

    by: str
    at: datetime
    was: str


class Record(NamedTuple):
    """One bullet of a section: a recorded item, or a subtopic with the records below it (`kind` None).

    `number` is the item's own (1, 2, ... in the meeting; 0 for a subtopic), `label` its register number ("A-7", "D-3")
    or empty. `signature` names who said it, as the page signs ("BL", "zz"), or is empty for facts of the meeting;
    `speaker` is the full name behind it. `owners` are signatures too. `author` is who typed it, a full display name.
    `line` is the transcript line it came from, 0 when none. `text` is as typed, without the command word, control codes
    and leading owners. A proposal has who seconded it, as the page signs and in full; what decides one `settles` the
    record of that number. `supersedes` has the labels of decisions whose place it takes; `superseded_by` is that of one
    of the same meeting that took its own. A vote's text is its question, and the rest is in `poll`. `room` is the label
    of where it was recorded, in a meeting held in several rooms.

    A tuple, made in a fifth of the time of a frozen dataclass: most of a meeting's minutes are these.
    """

    kind: Kind | None
    text: str
    number: int = 0
    label: str = ""
    signature: str = ""
    speaker: str = ""
    author: str = ""
    owners: tuple[str, ...] = ()
    owner_names: tuple[str, ...] = ()
    due: date | None = None
    url: str = ""
    line: int = 0
    at: datetime | None = None
    children: tuple["Record", ...] = ()
    corrections: tuple[Correction, ...] = ()
    seconder: str = ""
    seconder_name: str = ""
    settles: int = 0
    supersedes: tuple[str, ...] = ()
    superseded_by: str = ""
    poll: Poll | None = None
    event_url: str = ""  # where it was said
    room: str = ""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Lines between `since` and `until` (UTC) may be missing; those of the room with this label, where it has one."""

    since: datetime
    until: datetime
    room: str = ""


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Between `since` and `until` (UTC) the meeting was off the record."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Undecrypted:
    """`count` messages, said between `since` and `until` (UTC), could not be decrypted."""

    since: datetime
    until: datetime
    count: int


Break = Interruption | Unrecorded | Undecrypted


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    records: tuple[Record | Break, ...] = ()
    line: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who wrote a line: display name, the nick last used, and the role marked on the page.

    `keys` are all the person keys they had in the meeting; a transcript line is theirs if its `person` is one of them.
    `rooms` are the labels of the rooms where they wrote, in a meeting held in several.
    """

    name: str
    nick: str
    chair: bool = False
    scribe: bool = False
    keys: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """The by-line: who took the minutes."""

    name: str
    uri: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An agenda item of this meeting.

    `carried_from` is the date of the meeting it was first left over from, `times` how many meetings left it over.
    `minutes` is how long it may take, 0 where nobody said.
    """

    text: str
    proposer: str = ""
    carried_from: date | None = None
    minutes: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """An action that was closed: `state` is "done" or "dropped", `by` the full name of who said so."""

    record: Record
    state: str
    on: date
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """When the series meets next: a date, and a wall time ("16:00") with its zone name where they were given."""

    on: date
    time: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many were there of those the series' quorum counts.

    `members` is the length of its roster, 0 without one; `share` ("1/2", "4") makes `needed`.
    """

    members: int
    share: str
    needed: int
    present: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """A whole meeting as a document. Times are UTC; `date` is the day it began, in the series' zone.

    `series` is the slug ("weekly"), `name` the title ("Weekly Meeting"). `meeting_id` is unique in the store and never
    changes; `permalink` names the pages ("weekly-2026-04-08") and is another one once the meeting was renamed. `path`
    is where an archive files it, without a suffix ("weekly/2026-04-08"). `links` holds the reference links of the page
    by their key. `room` reads "kiln-net/#kiln"; it is the
    first of `rooms`, which are all those where it was held.

    `revision` counts from 1; a draft, of a meeting that has not ended, has 0. `revisions` says when revision 1, 2, ...
    was made, as far as is known. When `superseded`, a later edition has the place of this one, and its pages are named
    NAME.r1.html, NAME.r1.md, ... `ended_by` is "command", "timeout", "aborted" or "end of log"; empty while it runs.
    `regrets` are the full names of those who said they could not come, and did not. `private`: they are not for
    everybody, and go only to publishers that the config chooses for them.
    `labels` are what the transcript calls those whose nick was somebody else's, too, by their person key and that nick.
    """

    meeting_id: str
    series: str
    name: str
    path: str
    room: str
    date: date
    started_at: datetime
    ended_at: datetime | None
    author: Author
    digest: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    carried_over: tuple[AgendaItem, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    regrets: tuple[str, ...] = ()
    quorum: Attendance | None = None
    sections: tuple[Section, ...] = ()
    aob: Section = Section("AoB")
    open_before: tuple[Record, ...] = ()
    closed: tuple[Closed, ...] = ()
    next_meeting: NextMeeting | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    lines: int = 0
    permalink: str = ""
    revision: int = 1
    revisions: tuple[datetime, ...] = ()
    superseded: bool = False
    ended_by: str = ""
    private: bool = False
    event_links: tuple[tuple[str, str], ...] = ()
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rooms: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.name}: {self.date.isoformat()}"

    @property
    def draft(self) -> bool:
        return self.revision == 0

    @property
    def timed_out(self) -> bool:
        return self.ended_by == "timeout"

    @property
    def aborted(self) -> bool:
        return self.draft and self.ended_at is not None

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record in reading order, nested ones after their parent; breaks left out."""
        found: list[Record] = []
        for section in (*self.sections, self.aob):
            for record in section.records:
                if isinstance(record, Record):
                    found += [record, *record.children]
        return tuple(found)
