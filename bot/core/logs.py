"""Chat logs as people keep them: a line of text -> a line of chat."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile

from bot.core.chat import Message, MessageKind, Person, Room

_LINE = re.compile(
    r"\[(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\]\s"
    r"(?:<[@+%&~ ]?(?P<nick>[^\s>]+)>(?: (?P<text>.*))?|\* (?P<actor>\S+) (?P<act>.*))",
    re.DOTALL,
)
_IGNORED = re.compile(r"\s*(?:```.*|#.*|---|\[[\d:]+\]\s(?:==|-!-|-->|<--).*)?\s*")
_ROOM = re.compile(r"(?<!\S)#[A-Za-z][\w.-]*")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DMY = re.compile(r"(?<!\d)(\d{2})-(\d{2})-(\d{4})(?!\d)")
MIDNIGHT_LEAP = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of chat in a log. `number` is the line's number in the file, from 1."""

    number: int
    at: time
    nick: str
    text: str
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no chat and no known decoration."""

    number: int
    text: str


def read_lines(lines: Iterable[str]) -> Iterator[LogLine | Unreadable]:
    """The chat in `[HH:MM] <nick> text` and `[HH:MM:SS] * nick waves` logs.

    Front matter, code fences, headings, joins and parts are passed over; what can't be read comes as `Unreadable`.
    """
    in_front_matter = False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if line == "---" and (number == 1 or in_front_matter):
            in_front_matter = number == 1
            continue
        match = _LINE.fullmatch(line)
        in_front_matter = in_front_matter and match is None  # the first line may have been a mere ruler
        if in_front_matter:
            continue
        at = _time(match["hour"], match["minute"], match["second"]) if match else None
        if match and at is not None:
            yield _chat(number, at, match)
        elif not _IGNORED.fullmatch(line):
            yield Unreadable(number, line)


@lru_cache(maxsize=2048)
def _time(hour: str, minute: str, second: str | None) -> time | None:
    try:
        return time(int(hour), int(minute), int(second or 0))
    except ValueError:
        return None


def _chat(number: int, at: time, match: re.Match[str]) -> LogLine:
    if match["nick"] is None:
        return LogLine(number, at, match["actor"], match["act"], MessageKind.EMOTE)
    text = match["text"] or ""
    if text.lstrip().startswith("/me "):
        return LogLine(number, at, match["nick"], text.lstrip()[4:], MessageKind.EMOTE)
    return LogLine(number, at, match["nick"], text, MessageKind.TEXT)


def find_day(head: Iterable[str], file_name: str) -> date | None:
    """The day of a log: any date in the lines before the chat, `# 2026-04-08 #room` say, else in the file's name."""
    return next((day for text in (*_before_the_chat(head), file_name) if (day := _day_in(text))), None)


def _before_the_chat(head: Iterable[str]) -> Iterator[str]:
    return takewhile(lambda line: not _LINE.match(line), head)


def _day_in(text: str) -> date | None:
    for pattern, order in ((_ISO, (1, 2, 3)), (_DMY, (3, 2, 1))):
        match = pattern.search(text)
        if match:
            try:
                return date(*(int(match[group]) for group in order))
            except ValueError:
                continue
    return None


def find_room(head: Iterable[str]) -> str:
    """The first `#room` that the lines before the chat name; "" when there is none."""
    named = (match for line in _before_the_chat(head) if (match := _ROOM.search(line)))
    return next((match[0].rstrip(".,") for match in named), "")


def to_messages(
    lines: Iterable[LogLine], room: Room, day: date, log_id: str, bots: frozenset[str]
) -> Iterator[Message]:
    """Lines as messages of `room`, from `day` on; a clock that leaps back by half a day has passed midnight.

    A log knows nicks only, so a person is a nick in any case; times are taken as UTC.
    """
    people: dict[str, Person] = {}
    clock: time | None = None
    at = datetime.combine(day, time(), UTC)
    for line in lines:
        if line.at != clock:
            last, clock = at, line.at
            at = datetime.combine(day, clock, UTC)
            if last - at > MIDNIGHT_LEAP:
                day += timedelta(days=1)
                at += timedelta(days=1)
        sender = people.get(line.nick)
        if sender is None:
            sender = people[line.nick] = Person(f"{room.network}/nick/{line.nick.casefold()}", line.nick)
        yield Message(
            room=room,
            native_id=f"{log_id}:{line.number}",
            sent_at=at,
            sender=sender,
            text=line.text,
            kind=line.kind,
            from_bot=line.nick.casefold() in bots,
            replayed=True,
        )
