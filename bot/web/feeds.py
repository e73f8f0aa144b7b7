"""Atom feeds (RFC 4287) of meetings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import escape
from urllib.parse import quote, urlsplit

from bot.app.reading import ActionEntry, DecisionEntry, MeetingEntry
from bot.core.people import Registry
from bot.core.text import one_line
from bot.web.look import Look
from bot.web.places import reached
from bot.web.wording import stamp

EPOCH = "2026"
"""The date in the feeds' own tag URIs; any date at which the authority was ours, and never another one."""

# What XML 1.0 (2.2) does not allow and `one_line` leaves: the last two code points of each plane.
_UNFIT = re.compile(f"[{''.join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))}]")


def authority(public_url: str, instance: str) -> str:
    """Who makes the tag URIs (RFC 4151 2.1): the host of the public address, else a name nobody else can have."""
    host = urlsplit(public_url).hostname or ""
    if host and ":" not in host:
        return host
    name = "".join(letter for letter in instance.lower() if letter.isascii() and letter.isalnum())
    return f"minutebot-{name or 'archive'}.invalid"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is of: `page` is the page that lists the same, `part` names it in its id ("" is the whole site)."""

    file: str
    page: str
    title: str
    part: str
    authority: str
    look: Look
    registry: Registry

    @property
    def id(self) -> str:
        return f"tag:{self.authority},{EPOCH}:archive" + (f"/{quote(self.part)}" if self.part else "")

    def href(self, target: str) -> str:
        return reached(self.look.public_url, target, self.file)


@dataclass(frozen=True, slots=True)
class Note:
    """An entry of a feed. `id` is what comes behind the authority in its tag URI."""

    id: str
    title: str
    file: str
    published: datetime
    updated: datetime
    author: str
    summary: str
    term: str = ""
    label: str = ""


def meeting_note(entry: MeetingEntry) -> Note:
    """A meeting in a feed."""
    return Note(
        id=f"{entry.day.isoformat()}:{quote(entry.id, safe='')}",
        title=f"{'Draft: ' if entry.running else ''}{entry.title}",
        file=f"{entry.path}.html",
        published=entry.ended_at or entry.started_at,
        updated=entry.updated_at,
        author=entry.author_name or entry.author,
        summary=entry.digest or entry.title,
        term=entry.series,
        label=entry.name,
    )


def action_note(entry: ActionEntry) -> Note:
    """An action in a feed."""
    label, states = f"A-{entry.number}", {"open": "" if entry.due is None else f"due {entry.due.isoformat()}"}
    owners = ", ".join(entry.owners) or "no owner yet"
    state = states.get(entry.state, f"{entry.state} {entry.note}".strip())
    day = _midnight(entry.closed_on or entry.day)
    return Note(
        id=f"{entry.day.isoformat()}:{quote(entry.series)}/{label}",
        title=f"{label}: {entry.text}",
        file=f"{entry.path}.html#{label}",
        published=_midnight(entry.day),
        updated=day,
        author=entry.closed_by or next(iter(entry.owners), ""),
        summary="; ".join(part for part in (owners, state) if part),
        term=entry.series,
        label=entry.series_name,
    )


def decision_note(entry: DecisionEntry) -> Note:
    """A decision in a feed."""
    label, later = f"D-{entry.number}", entry.superseded_by
    summary = f"{entry.kind}: {entry.text}"
    return Note(
        id=f"{entry.day.isoformat()}:{quote(entry.series)}/{label}",
        title=f"{label}: {entry.text}",
        file=f"{entry.path}.html#{label}",
        published=_midnight(entry.day),
        updated=_midnight(later.day if later and later.day else entry.day),
        author="",
        summary=f"{summary} (superseded by D-{later.number})" if later else summary,
        term=entry.series,
        label=entry.series_name,
    )


def _midnight(day: date) -> datetime:
    """When a day began, for only the day is known."""
    return datetime.combine(day, time(), UTC)


def atom(feed: Feed, notes: Iterable[Note], empty: datetime) -> str:
    """The feed, the newest entry first; one without entries was last changed at `empty`."""
    told = tuple(notes)
    changed = stamp(max((note.updated for note in told), default=empty))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<id>{_fit(feed.id)}</id><title>{_fit(feed.title)}</title><updated>{changed}</updated>"
        f'<link rel="self" type="application/atom+xml" href="{_fit(feed.href(feed.file))}" />'
        f'<link rel="alternate" type="text/html" href="{_fit(feed.href(feed.page))}" />'
        f"<generator>minutebot</generator>{''.join([_note(feed, note) for note in told])}</feed>\n"
    )


def _note(feed: Feed, note: Note) -> str:
    known = feed.registry.find(note.author)
    name = _fit((known.name if known else note.author) or "minutebot")
    uri = f"<uri>{_fit(known.uri)}</uri>" if known and urlsplit(known.uri).scheme in {"http", "https"} else ""
    term, label = _fit(note.term), _fit(note.label or note.term)
    category = f'<category term="{term}" label="{label}" />' if term else ""
    return (
        f"<entry><id>tag:{_fit(feed.authority)},{_fit(note.id)}</id><title>{_fit(note.title)}</title>"
        f"<published>{stamp(note.published)}</published><updated>{stamp(note.updated)}</updated>"
        f"<author><name>{name}</name>{uri}</author>"
        f'<link rel="alternate" type="text/html" href="{_fit(feed.href(note.file))}" />'
        f"{category}<summary>{_fit(note.summary)}</summary></entry>"
    )


def _fit(text: str) -> str:
    """What XML may hold, in an element or an attribute."""
    text = one_line(text)
    text = text if text.isascii() else _UNFIT.sub("", text)
    return escape(text, quote=False).replace('"', "&quot;") if _ACTS.search(text) else text


_ACTS = re.compile('[&<>"]')
