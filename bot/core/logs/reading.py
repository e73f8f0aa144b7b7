"""The lines of a log, one by one: talk, changes of nick and of day, and what could not be read."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import NamedTuple

from bot.core.chat import MessageKind
from bot.core.logs.formats import Format, What
from bot.core.logs.heading import day_in
from bot.core.logs.stamps import Stamp, read_stamp
from bot.core.tuples import made

LONGEST = 65_536  # characters; no client sends a line that long
LONGEST_FRONT_MATTER = 50  # lines
_ME, _RULER = "/me ", "---"
_KINDS = {What.EMOTE: MessageKind.EMOTE, What.NOTICE: MessageKind.NOTICE}


class LogLine(NamedTuple):
    """A line of chat in a log. `number` is the line's number in the file, from 1; `stamp` is None if it has no time."""

    number: int
    stamp: Stamp | None
    nick: str
    text: str
    kind: MessageKind


class Renamed(NamedTuple):
    number: int
    stamp: Stamp | None
    old: str
    new: str


class DayChanged(NamedTuple):
    number: int
    day: date


class Unreadable(NamedTuple):
    """A line that is no chat and nothing that logs have beside it."""

    number: int
    text: str


Read = LogLine | Renamed | DayChanged | Unreadable


def read_lines(lines: Iterable[str], form: Format) -> Iterator[Read]:
    """What a log says, in its order.

    Front matter, code fences, headings, comments, joins, parts and the like are passed over.
    """
    reader = _Reader(form)
    said, unquote = form.said.fullmatch, form.unquote
    before = ""
    stamp: Stamp | None = None
    for number, raw in _after_front_matter(lines, form):
        line = raw.rstrip("\r\n")
        match = said(line)
        if match is None or len(line) > LONGEST:
            yield from reader.rest(number, line)
            continue
        when, nick, text = match.groups(default="")
        if when != before:
            before, stamp = when, reader.stamp(when)
        if stamp is None and when:
            yield Unreadable(number, line)
            continue
        if unquote is not None:
            text = unquote(text)
        kind = MessageKind.TEXT
        if _ME in text and text.lstrip().startswith(_ME):
            kind, text = MessageKind.EMOTE, text.lstrip()[len(_ME) :]
        reader.last = line_read = made(LogLine, (number, stamp, nick, text, kind))
        yield line_read


class _Reader:
    """Reads what is not plain talk; a line that only goes on belongs to the last line of chat."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self.last: LogLine | None = None

    def stamp(self, text: str) -> Stamp | None:
        return read_stamp(self._form.clock, text)

    def rest(self, number: int, line: str) -> Iterator[Read]:
        if len(line) > LONGEST:
            yield Unreadable(number, line[:LONGEST])
            return
        rows = ((pattern.fullmatch(line), what) for pattern, what in self._form.rest)
        match, what = next(((found, what) for found, what in rows if found), (None, None))
        read = self._one(number, line, match, what) if match and what else Unreadable(number, line)
        if isinstance(read, LogLine):
            self.last = read
        if read is not None:
            yield read

    def _one(self, number: int, line: str, match: re.Match[str], what: What) -> Read | None:
        match what:
            case What.NOISE:
                return None
            case What.DAY:
                day = day_in(line)
                return DayChanged(number, day) if day else None
            case What.CONTINUED:
                return self.last._replace(number=number, text=match[1]) if self.last else Unreadable(number, line)
        when, first, second = match.groups(default="")
        stamp = self.stamp(when) if when else None
        if stamp is None and when:
            return Unreadable(number, line)
        if what is What.RENAMED:
            return Renamed(number, stamp, first, second)
        return LogLine(number, stamp, first, second, _KINDS[what])


def _after_front_matter(lines: Iterable[str], form: Format) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without what stands between two rulers at the start; chat is no front matter."""
    numbered = enumerate(lines, 1)
    held = list(islice(numbered, 1))
    if held and held[0][1].rstrip() == _RULER:
        for each in islice(numbered, LONGEST_FRONT_MATTER):
            held.append(each)
            line = each[1].rstrip("\r\n")
            if form.said.fullmatch(line) and not form.loose:
                break
            if line == _RULER:
                held.clear()
                break
    return chain(held, numbered)
