"""The transcript's lines -> text and HTML, in pieces, so that memory does not grow with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
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
from bot.render.moments import clock

CHUNK = 500
COLOURS = 6
NICK_MARKS = {"emote": ("* ", ""), "notice": ("-", "-"), "text": ("<", ">"), "sealed": ("<", ">")}
LINE_CLASSES = {"emote": "e", "notice": "o", "sealed": "o"}

Aside = date | Interruption | Unrecorded
"""What stands between lines: a new day, or a gap."""


def text(minutes: Minutes, lines: Iterable[TranscriptLine]) -> Iterator[str]:
    """`[16:00:00] <ada> hello`, `[16:00:05] * elif waves`; a line `# 2026-04-08 ROOM` opens each day.

    Where the meeting is held in several rooms, each line says in which: `[16:00:00] libera <ada> hello`.
    """
    aside = partial(_text_aside, minutes.date, one_line(language.rooms(minutes)))
    return _chunks(_told(minutes, lines, partial(_text_line, _labels(minutes)), aside))


def html(minutes: Minutes, lines: Iterable[TranscriptLine], file: str) -> Iterator[Markup]:
    """The transcript's body: a heading a day, a paragraph a line, `id="l-12"` for line 12."""
    line = partial(_html_line, minutes, _items(minutes, file), _labels(minutes))
    for chunk in _chunks(_told(minutes, lines, line, partial(_html_aside, minutes.date))):
        yield _chat(chunk)


def html_line(minutes: Minutes, line: TranscriptLine, file: str) -> Markup:
    """A line of that body, without the days and gaps between lines."""
    return _chat(_html_line(minutes, _items(minutes, file), _labels(minutes), line))


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


def _told(
    minutes: Minutes,
    lines: Iterable[TranscriptLine],
    line_of: Callable[[TranscriptLine], str],
    aside_of: Callable[[Aside], str],
) -> Iterator[str]:
    """The lines, with each day before its first line and each break where it was."""
    gaps = sorted(_breaks(minutes), key=lambda gap: gap.since, reverse=True)
    day = None
    for line in lines:
        while gaps and _came_before(gaps[-1], line):
            yield aside_of(gaps.pop())
        if line.at.date() != day:
            day = line.at.date()
            yield aside_of(day)
        yield line_of(line)
    yield from map(aside_of, reversed(gaps))


def _came_before(gap: Interruption | Unrecorded, line: TranscriptLine) -> bool:
    """Off the record begins after the line that says so."""
    return gap.since < line.at or (gap.since == line.at and isinstance(gap, Interruption))


def _breaks(minutes: Minutes) -> Iterator[Interruption | Unrecorded]:
    """What has no lines; those that could not be decrypted have."""
    for section in (*minutes.sections, minutes.aob):
        yield from (entry for entry in section.records if isinstance(entry, Interruption | Unrecorded))


def _text_line(where: Mapping[str, str], line: TranscriptLine) -> str:
    _, at, nick, kind, typed, _, _, was, room, _ = line
    place = f"{where.get(room, room)} " if where else ""
    typed_first = f"{language.CORRECTED_FROM}{visible(was)})" if was else ""
    said = f"{_marked(nick, kind)} {visible(typed)}".rstrip()
    return f"[{clock(at)}] {place}{said}{typed_first}\n"


def _text_aside(first_day: date, rooms: str, aside: Aside) -> str:
    match aside:
        case date():
            return f"# {aside.isoformat()} {rooms}\n"
        case _:
            return f"# {language.missing(aside, first_day)}\n"


def _html_line(minutes: Minutes, items: Mapping[int, str], where: Mapping[str, str], line: TranscriptLine) -> str:
    number, at, nick, kind, typed, command, _, was, room, _ = line
    place = f'<small class="room">{safe(where.get(room, room))}</small> ' if where else ""
    marked = f' class="{"c" if command else LINE_CLASSES[kind]}"' if command or kind != "text" else ""
    record = f' <a class="item" href="{items[number]}">in the minutes</a>' if number in items else ""
    record += _in_room(minutes, line) if minutes.event_links else ""
    return (
        f'<p id="l-{number}"{marked}><a href="#l-{number}">{clock(at)}</a> '
        f"{place}{_nick(nick, kind)} <span>{_said(typed)}{_was(was) if was else ''}{record}</span></p>\n"
    )


def _in_room(minutes: Minutes, line: TranscriptLine) -> str:
    """A link to where it was said, if there is one."""
    url = event_url(minutes.event_links, line.room, line.native_id)
    return f' <a class="item" href="{safe(url)}" rel="nofollow noopener">in the room</a>' if url else ""


def _html_aside(first_day: date, aside: Aside) -> str:
    match aside:
        case date():
            return f'<h2 id="d-{aside.isoformat()}">{language.long_date(aside)}</h2>\n'
        case _:
            return f'<p class="gap">{safe(language.missing(aside, first_day))}</p>\n'


@lru_cache(maxsize=1024)
def _marked(nick: str, kind: str) -> str:
    """The nick in a text."""
    before, after = NICK_MARKS[kind]
    return f"{before}{visible(nick)}{after}"


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
