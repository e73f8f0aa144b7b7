"""The transcript's lines -> text and HTML, in pieces, so that memory does not grow with it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from zlib import crc32

from markupsafe import Markup

from bot.core.minutes import (
    Interruption,
    Minutes,
    Unrecorded,
)
from bot.core.permalinks import event_url
from bot.core.rooms import labels
from bot.core.text import one_line, visible
from bot.core.transcript import TranscriptLine
from bot.render import language
from bot.render.inline import URLS, Span, has_no_url, spans
from bot.render.markup import safe

CHUNK = 500
COLOURS = 6
NICK_MARKS = {"emote": ("* ", ""), "notice": ("-", "-"), "text": ("<", ">"), "sealed": ("<", ">")}
LINE_CLASSES = {"emote": "e", "notice": "o", "sealed": "o"}

Event = date | Interruption | Unrecorded | TranscriptLine


def text(minutes: Minutes, lines: Iterable[TranscriptLine]) -> Iterator[str]:
    """`[16:00:00] <ada> hello`, `[16:00:05] * elif waves`; a line `# 2026-04-08 ROOM` opens each day.

    Where the meeting is held in several rooms, each line says in which: `[16:00:00] libera <ada> hello`.
    """
    rooms, where = one_line(language.rooms(minutes)), _labels(minutes)
    return _chunks(_text(event, minutes.date, rooms, where) for event in _events(minutes, lines))


def html(minutes: Minutes, lines: Iterable[TranscriptLine], file: str) -> Iterator[Markup]:
    """The transcript's body: a heading a day, a paragraph a line, `id="l-12"` for line 12."""
    items, where = _items(minutes, file), _labels(minutes)
    for chunk in _chunks(_html(event, minutes, items, where) for event in _events(minutes, lines)):
        yield _chat(chunk)


def html_line(minutes: Minutes, line: TranscriptLine, file: str) -> Markup:
    """A line of that body, without the days and gaps between lines."""
    return _chat(_html(line, minutes, _items(minutes, file), _labels(minutes)))


def _chat(told: str) -> Markup:
    return Markup(f'<div class="chat">\n{told}</div>\n')  # noqa: S704 - escaped below, piece by piece


def _items(minutes: Minutes, file: str) -> Mapping[int, str]:
    """Where the record is that was made by a line."""
    return {record.line: f"{file}.html#item-{record.number}" for record in minutes.records if record.number}


def _labels(minutes: Minutes) -> Mapping[str, str]:
    """What is shown of each room; nothing where there is only one."""
    return {room: one_line(label) for room, label in labels(minutes.rooms).items()}


def _chunks(pieces: Iterator[str]) -> Iterator[str]:
    while chunk := "".join(islice(pieces, CHUNK)):
        yield chunk


def _events(minutes: Minutes, lines: Iterable[TranscriptLine]) -> Iterator[Event]:
    """The lines, with each day before its first line and each break where it was."""
    gaps = sorted(_breaks(minutes), key=lambda gap: gap.since, reverse=True)
    day = None
    for line in lines:
        while gaps and _came_before(gaps[-1], line):
            yield gaps.pop()
        if line.at.date() != day:
            day = line.at.date()
            yield day
        yield line
    yield from reversed(gaps)


def _came_before(gap: Interruption | Unrecorded, line: TranscriptLine) -> bool:
    """Off the record begins after the line that says so."""
    return gap.since < line.at or (gap.since == line.at and isinstance(gap, Interruption))


def _breaks(minutes: Minutes) -> Iterator[Interruption | Unrecorded]:
    """What has no lines; those that could not be decrypted have."""
    for section in (*minutes.sections, minutes.aob):
        yield from (entry for entry in section.records if isinstance(entry, Interruption | Unrecorded))


def _text(event: Event, day: date, rooms: str, where: Mapping[str, str]) -> str:
    match event:
        case TranscriptLine():
            place = f"{where.get(event.room, event.room)} " if where else ""
            typed_first = f"{language.CORRECTED_FROM}{visible(event.was)})" if event.was else ""
            said = f"{_marked(event.nick, event.kind)} {visible(event.text)}".rstrip()
            return f"[{_clock(event.at)}] {place}{said}{typed_first}\n"
        case Interruption() | Unrecorded():
            return f"# {language.missing(event, day)}\n"
        case date():
            return f"# {event.isoformat()} {rooms}\n"


def _html(event: Event, minutes: Minutes, items: Mapping[int, str], where: Mapping[str, str]) -> str:
    match event:
        case TranscriptLine():
            url = event_url(minutes.event_links, event.room, event.native_id) if minutes.event_links else ""
            return _html_line(event, items.get(event.number), where, url)
        case Interruption() | Unrecorded():
            return f'<p class="gap">{safe(language.missing(event, minutes.date))}</p>\n'
        case date():
            return f'<h2 id="d-{event.isoformat()}">{language.long_date(event)}</h2>\n'


def _html_line(line: TranscriptLine, item: str | None, where: Mapping[str, str], url: str) -> str:
    number, at, nick, kind, typed, command, _, was, room, _ = line
    place = f'<small class="room">{safe(where.get(room, room))}</small> ' if where else ""
    marked = f' class="{"c" if command else LINE_CLASSES[kind]}"' if command or kind != "text" else ""
    record = f' <a class="item" href="{item}">in the minutes</a>' if item else ""
    record += f' <a class="item" href="{safe(url)}" rel="nofollow noopener">in the room</a>' if url else ""
    return (
        f'<p id="l-{number}"{marked}><a href="#l-{number}">{_clock(at)}</a> '
        f"{place}{_nick(nick, kind)} <span>{_said(typed)}{_was(was) if was else ''}{record}</span></p>\n"
    )


@lru_cache(maxsize=1024)
def _marked(nick: str, kind: str) -> str:
    """The nick in a text."""
    before, after = NICK_MARKS[kind]
    return f"{before}{visible(nick)}{after}"


def _clock(at: datetime) -> str:
    return at.time().isoformat("seconds")


def _was(typed: str) -> str:
    return f' <small class="was">(was: {safe(visible(typed))})</small>'


def _said(typed: str) -> str:
    """A line as typed, its URLs links; plain strings throughout, for there may be very many."""
    line = visible(typed)
    return safe(line) if has_no_url(line) else "".join(map(_piece, spans(line, URLS)))


def _piece(span: Span) -> str:
    shown = safe(span.text)
    return f'<a href="{shown}" rel="nofollow noopener">{shown}</a>' if span.kind == "url" else shown


@lru_cache(maxsize=1024)
def _nick(nick: str, kind: str) -> str:
    shown = one_line(nick) or language.NO_NAME
    mark = "* " if kind == "emote" else ""
    return f'<b class="n{crc32(shown.encode()) % COLOURS}">{mark}{safe(shown)}</b>'
