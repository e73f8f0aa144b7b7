"""What is recorded, and what becomes of it."""

from dataclasses import dataclass
from datetime import date

from bot.core.chat import Person
from bot.core.events.lifecycle import Closing
from bot.core.minutes import Kind, NextMeeting


@dataclass(frozen=True, slots=True)
class ItemRecorded:
    """One record. `number` counts the meeting's items and is never used twice.

    `label` is the n of A-n or D-n in the series, 0 for other kinds. `author` is the key of who typed it, `speaker` the
    person it is signed by (None: a fact of the meeting). `owners` are nicks, `owner_keys` those of their accounts,
    "" without one. `quotes` is the transcript line that the text was said on, when the item points at talk
    (`#info ^`). `settles` is the number of the proposal it decides, `supersedes` has the n of each D-n of the series
    whose place a decision takes.
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
    quotes: int = 0
    settles: int = 0
    owner_keys: tuple[str, ...] = ()
    supersedes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnersSet:
    """`#assign`: who owns action A-`label` of the series now."""

    label: int
    owners: tuple[str, ...]
    owner_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionClosed:
    """`#done`, `#drop`: nothing more is to be done for action A-`label` of the series.

    `on` is the day in the series' zone. `private`: it was said where not everybody reads.
    """

    label: int
    state: Closing
    by: Person
    on: date
    note: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class SummarySet:
    text: str


@dataclass(frozen=True, slots=True)
class NextMeetingSet:
    """`private`: it was said where not everybody reads."""

    when: NextMeeting
    private: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """The event with the number `seq` is taken back. `action` is the n of the A-n that goes with it, or 0."""

    seq: int
    action: int = 0


@dataclass(frozen=True, slots=True)
class ItemReworded:
    """Item `number` says this now; `by` is the key of who corrected it.

    Owners, due date, URL, and what a decision supersedes, come with the text.
    """

    number: int
    text: str
    by: str
    owners: tuple[str, ...] = ()
    due: date | None = None
    url: str = ""
    owner_keys: tuple[str, ...] = ()
    supersedes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineCorrected:
    """A line of the transcript reads so now; what was typed stays beside it."""

    line: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class LineRetracted:
    """The text of a line is erased, wherever it was kept; that there was a line stays."""

    line: int
    by: str


RecordEvent = (
    ItemRecorded
    | OwnersSet
    | ActionClosed
    | SummarySet
    | NextMeetingSet
    | Undone
    | ItemReworded
    | LineCorrected
    | LineRetracted
)
