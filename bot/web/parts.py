"""What the pages of a meeting say between head and foot: drawn, or from the fair copy of one that ended.

It is the same wherever it is shown, but that the roll has no links to a transcript where there is none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup, escape

from bot.app.reading import Document, MeetingEntry
from bot.core.minutes import Minutes, Record
from bot.core.text import one_line
from bot.web import wording
from bot.web.places import page_of
from bot.web.presences import presences
from bot.web.site import Site

LEAD, OPENING, ABOUT, ARTICLE, VOTED = "lead", "opening", "about", "article", "voted"
ROLL, POLLS, SAID = "roll", "polls", "said"
NOBODY_SPOKE = '\n<p class="empty">Nothing was said.</p>'


class Parts:
    """The parts of one edition of a meeting; `number` is that of an earlier revision, 0 of the newest one."""

    def __init__(self, site: Site, entry: MeetingEntry, number: int = 0) -> None:
        self.site, self._now, self.number = site, entry, number
        self.file = page_of(entry.path, revision=number)

    def __getitem__(self, name: str) -> Markup:
        return Markup("".join(self.pieces(name)))  # noqa: S704 - a template's, which escapes

    def pieces(self, name: str) -> Iterable[str]:
        """A part, or the minutes or the transcript in one of their forms ("md", "log.txt")."""
        kept = self._copy.get(name) if name != ROLL or self.site.look.transcripts else None
        return DRAWN[name](self) if kept is None else (kept,)

    @cached_property
    def _copy(self) -> Mapping[str, str]:
        """Only the newest edition has one, and a meeting that runs has none."""
        return (None if self.number or self._now.running else self.site.copies(self._now.id)) or {}

    @cached_property
    def document(self) -> Document:
        return self.site.desk.document(self._now.id, self.number)

    @property
    def minutes(self) -> Minutes:
        return self.document.minutes

    @property
    def follow(self) -> bool:
        """Whether the page follows what is said."""
        return self.site.look.live and self._now.running and not self.number

    @cached_property
    def entry(self) -> MeetingEntry:
        """The meeting in a list; an earlier revision says what it was called then."""
        if not self.number:
            return self._now
        return replace(self._now, series=self.minutes.series, name=self.minutes.name, day=self.minutes.date)

    @property
    def _stem(self) -> str:
        """The name that all files of the edition share."""
        return self.file.removesuffix(".html")

    @property
    def frame(self) -> dict[str, Any]:
        """What every page says of the meeting itself."""
        return {
            "site": self.site,
            "entry": self.entry,
            "stem": self._stem,
            "superseded": self.number > 0,
            "lead": self[LEAD],
        }

    def filled(self, template: str, **values: Any) -> str:
        """A part from its template."""
        return self.site.look.render(
            template, self.file, site=self.site, entry=self._now, minutes=self.minutes, stem=self._stem, **values
        )


def votes(minutes: Minutes) -> tuple[Record, ...]:
    return tuple(record for record in minutes.records if record.poll is not None)


def _lead(parts: Parts) -> Iterator[str]:
    told = parts.minutes
    rooms = one_line(" and ".join(told.rooms or (told.room,)))
    yield escape(f"{wording.day(told.date)}, {wording.span(told.started_at, told.ended_at)}, {rooms}")


def _opening(parts: Parts) -> Iterator[str]:
    yield parts.filled("opening.html", follow=parts.follow)


def _about(parts: Parts) -> Iterator[str]:
    yield parts.filled("about.html")


def _article(parts: Parts) -> Iterator[str]:
    yield parts.site.writer.article(parts.minutes)


def _voted(parts: Parts) -> Iterator[str]:
    if voted := votes(parts.minutes):
        yield parts.filled("voted.html", votes=voted)


def _polls(parts: Parts) -> Iterator[str]:
    if voted := votes(parts.minutes):
        yield parts.filled("polls.html", votes=voted)


def _roll(parts: Parts) -> Iterator[str]:
    yield parts.filled("roll.html", present=presences(parts.document))


def _said(parts: Parts) -> Iterator[str]:
    yield from parts.site.writer.conversation(parts.minutes, parts.document.lines())
    if not parts.minutes.lines:
        yield NOBODY_SPOKE


def _form(parts: Parts, form: str) -> Iterator[str]:
    yield parts.site.writer.form(parts.minutes, form)


def _transcript(parts: Parts) -> Iterator[str]:
    yield from parts.site.writer.transcript(parts.minutes, parts.document.lines(), "txt")


DRAWN: Mapping[str, Callable[[Parts], Iterable[str]]] = {
    LEAD: _lead,
    OPENING: _opening,
    ABOUT: _about,
    ARTICLE: _article,
    VOTED: _voted,
    ROLL: _roll,
    POLLS: _polls,
    SAID: _said,
    **{form: partial(_form, form=form) for form in ("md", "txt", "json")},
    "log.txt": _transcript,
}
