"""Dates as people type them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from dateutil import relativedelta

from bot.core.minutes import NextMeeting

FURTHEST = 2  # years: "the 99th" is no day of 1999
_WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
_DATE_LIKE = re.compile(
    rf"(?:(?:next|this|on|the)\s+)*(?:\d|today|tomorrow|{_MONTH}\b|{_DAY}\b|week\b|month\b|end of)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:^|\s)(?:by|due)\s+(?P<when>[^()]*?)[\s.!]*$", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_CLOCK = re.compile(r"\d:\d|\d\s*[ap]\.?m\b", re.IGNORECASE)
_WHEN = re.compile(
    r"(?P<date>.+?)(?:[\s,T]+(?:at\s+)?(?P<time>\d{1,2}[:.]\d{2})(?:\s*(?P<zone>[A-Za-z][\w+/-]*))?)?\s*", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline found at the end of a text; `on` is None when it looks like a date and isn't understood."""

    words: str
    on: date | None


def find_due(text: str, today: date) -> Due | None:
    """The deadline in "... by Friday", "... by 2026-04-20", "... due 3rd May"; None when there is none."""
    starts = [match.start() for match in re.finditer(r"\b(?:by|due)\s", text, re.IGNORECASE)]
    if not starts or not (match := _BY.search(text, max(0, starts[-1] - 1))):
        return None
    words = match["when"]
    if not _DATE_LIKE.match(words):
        return None
    return Due(words, read_date(words, today))


def read_date(words: str, today: date) -> date | None:
    """A date in words, at or after `today` where only a weekday or a day and month are given; None if not one."""
    said = re.sub(r"^(?:next|this|on|the)\s+(?=\S)", "", words.strip().rstrip(".!").lower()) or ""
    named = _RELATIVE.get(said)
    if named is not None:
        return today + named
    weekday = re.fullmatch(_DAY, said)
    if weekday:
        ahead = (_WEEKDAYS[said[:3]] - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return _iso(said)
    day = _DAY_OF_MONTH.fullmatch(said)
    return _next_day_of_month(int(day[1]), today) if day else _by_dateutil(said, today)


def _next_day_of_month(day: int, today: date) -> date | None:
    """The next 31st, in the first month that has one; None for the 32nd."""
    months = (today.replace(day=1) + relativedelta.relativedelta(months=ahead) for ahead in range(3))
    days = (month + timedelta(days=day - 1) for month in months if 1 <= day <= monthrange(month.year, month.month)[1])
    return next((on for on in days if on >= today), None)


def _by_dateutil(said: str, today: date) -> date | None:
    from dateutil import parser  # noqa: PLC0415 - half a MiB, and the site reads no dates as people type them

    try:
        found = parser.parse(said, default=datetime(today.year, today.month, today.day), dayfirst=True)  # noqa: DTZ001 - a day has no zone
    except (ValueError, OverflowError):
        return None
    on = found.date()
    if on < today and str(on.year) not in said:
        on += relativedelta.relativedelta(years=1)
    return on if abs(on.year - today.year) <= FURTHEST or str(on.year) in said else None


def _iso(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


_RELATIVE = {
    "today": relativedelta.relativedelta(),
    "tomorrow": relativedelta.relativedelta(days=1),
    "week": relativedelta.relativedelta(weeks=1),
    "month": relativedelta.relativedelta(months=1),
    "end of week": relativedelta.relativedelta(weekday=relativedelta.FR),
    "end of the week": relativedelta.relativedelta(weekday=relativedelta.FR),
    "end of month": relativedelta.relativedelta(day=31),
    "end of the month": relativedelta.relativedelta(day=31),
}


def read_when(words: str, today: date) -> NextMeeting | None:
    """A date, or a date, a time and a zone name: "2026-04-22 16:00 Europe/London"; None if not one."""
    match = _WHEN.fullmatch(words)
    on = read_date(match["date"], today) if match and not _CLOCK.search(match["date"]) else None
    if match is None or on is None:
        return None
    zone = match["zone"] or ""
    if zone and zone not in _zones():
        return None
    time = (match["time"] or "").replace(".", ":")
    if time and not re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d", time):
        return None
    return NextMeeting(on, time.zfill(5) if time else "", zone)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(day: int) -> str:
    """1 -> "1st", 12 -> "12th", 23 -> "23rd"."""
    teen = 10 < day % 100 < 14  # noqa: PLR2004 - eleventh to thirteenth
    return f"{day}{'th' if teen else _ORDINALS.get(day % 10, 'th')}"


def in_words(on: date) -> str:
    """date(2026, 4, 22) -> "22nd April"."""
    return f"{ordinal(on.day)} {on:%B}"
