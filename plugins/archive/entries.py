"""A meeting in the index: made from its minutes as they are filed, or from its .json page when the index is lost."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum
from operator import attrgetter
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, AliasChoices, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from bot.api import PermanentError
from plugins.archive.places import page_of, safe_name

DECISIONS = ("agreed", "accepted", "rejected")

BY_AGE = attrgetter("date", "started_at", "path")
"""What meetings are ordered by, the oldest first."""

# What XML 1.0 (2.2) and HTML (13.2.3.5) do not allow: controls, halves of a pair, and code points that are no
# characters; and the marks that turn the direction of writing, which would reach into the text around.
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNFIT = re.compile(
    "[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\U0010ffff]"
    f"|[\ufdd0-\ufdef{_NO_CHARACTERS}\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_BLANKS = re.compile(r"\s+")


def _clean(text: object) -> object:
    return _BLANKS.sub(" ", _UNFIT.sub("", text)).strip() if isinstance(text, str) else text


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _word(kind: object) -> object:
    return kind.value if isinstance(kind, Enum) else kind


def _refusing(safe: Callable[[str], str]) -> Callable[[str], str]:
    """The check as pydantic wants it: with a ValueError."""

    def checked(name: str) -> str:
        try:
            return safe(name)
        except PermanentError as error:
            raise ValueError(str(error)) from None

    return checked


Text = Annotated[str, BeforeValidator(_clean)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
SafeName = Annotated[str, AfterValidator(_refusing(safe_name))]
Revision = Annotated[int, Field(ge=1)]
Edition = Annotated[int, Field(ge=0)]
"""A revision, or 0 for a draft."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class _Author(_Part):
    name: Text = ""
    uri: Text = ""


class _Next(_Part):
    on: dt.date
    time: Text = ""
    zone: Text = ""

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.on.isoformat(), f"{self.time} {self.zone}".strip())))


class _Record(_Part):
    kind: Annotated[str | None, BeforeValidator(_word)] = None
    children: tuple["_Record", ...] = ()


class _Section(_Part):
    records: tuple[_Record, ...] = ()


class Page(_Part):
    """What the archive reads of a meeting: of `bot.api.Minutes`, or of the same written as JSON."""

    meeting_id: Annotated[Text, Field(validation_alias=AliasChoices("meeting_id", "id"))]
    series: SafeName
    name: Text
    title: Text
    date: dt.date
    started_at: Moment
    ended_at: Moment | None = None
    room: Text = ""
    author: _Author = _Author()
    digest: Text = ""
    attendees: tuple[Any, ...] = ()
    sections: tuple[_Section, ...] = ()
    aob: _Section = _Section()
    next_meeting: _Next | None = None
    revision: Edition | None = None
    revisions: tuple[Moment, ...] = ()

    def tally(self) -> Counter[str | None]:
        """How many records there are of each kind, nested ones too."""
        return Counter(_kinds(record for section in (*self.sections, self.aob) for record in section.records))


def _kinds(records: Iterable[_Record]) -> Iterable[str | None]:
    for record in records:
        yield record.kind
        yield from _kinds(record.children)


class Earlier(BaseModel):
    """A revision that another one replaced; its page, from the root of the archive."""

    model_config = ConfigDict(frozen=True)

    revision: Revision
    html: str


class Entry(BaseModel):
    """A record of index.json; docs/archive.md says what each field holds. Made by `entry_of`, which has it clean."""

    model_config = ConfigDict(frozen=True)

    path: str
    meeting_id: str
    series: str
    name: str
    title: str
    date: dt.date
    started_at: AwareDatetime
    ended_at: AwareDatetime | None
    updated: AwareDatetime
    room: str
    author: str
    author_uri: str
    digest: str
    attendees: int
    decisions: int
    actions: int
    next_meeting: str
    formats: tuple[str, ...]
    revision: Edition
    earlier: tuple[Earlier, ...]

    @property
    def draft(self) -> bool:
        return self.revision == 0

    @property
    def made(self) -> int:
        """How many revisions there were when it was filed."""
        return max((old.revision for old in self.earlier), default=0) if self.draft else self.revision

    @property
    def aborted(self) -> bool:
        """Whether it was a draft whose meeting was aborted: nothing is in it."""
        return self.draft and self.ended_at is not None

    @property
    def html(self) -> str:
        return page_of(self.path)

    @property
    def key(self) -> str:
        """The meeting's part of its tag URI (RFC 4151), the same as long as the meeting is the same."""
        return f"{self.date.isoformat()}:{quote(self.meeting_id, safe='')}"


def entry_of(page: Page, path: str, revision: int, formats: Iterable[str], earlier: Iterable[Earlier]) -> Entry:
    """The record of a meeting filed under `path`, as if the first revision of it had been its last change."""
    tally, following = page.tally(), page.next_meeting
    return Entry(
        path=path,
        meeting_id=page.meeting_id,
        series=page.series,
        name=page.name,
        title=page.title,
        date=page.date,
        started_at=page.started_at,
        ended_at=page.ended_at,
        updated=page.ended_at or page.started_at,
        room=page.room,
        author=page.author.name,
        author_uri=page.author.uri,
        digest=page.digest,
        attendees=len(page.attendees),
        decisions=sum(tally[kind] for kind in DECISIONS),
        actions=tally["action"],
        next_meeting=following.words if following else "",
        formats=tuple(formats),
        revision=revision,
        earlier=tuple(earlier),
    )
