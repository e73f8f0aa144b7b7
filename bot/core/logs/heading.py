"""What stands above the chat in a log, or in its file's name: the day, and the room."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile

from bot.core.logs.formats import Format
from bot.core.logs.stamps import FIRST_YEAR, LAST_YEAR, MONTHS, read_stamp

_MONTH = rf"({'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
_DAYS = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (r"(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)", (1, 2, 3)),
        (r"(?<!\d)(\d{2})[-.](\d{2})[-.](\d{4})(?!\d)", (3, 2, 1)),
        (rf"\b{_MONTH} {{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?(?: \d\d:\d\d:\d\d)?,? (\d{{4}})(?!\d)", (3, 1, 2)),
        (rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (\d{{4}})(?!\d)", (3, 2, 1)),
        (r"(?<!\d)(20\d\d)(0\d|1[0-2])([0-3]\d)(?!\d)", (1, 2, 3)),
    )
)
_ROOM = re.compile(r"(?<!\S)#[A-Za-z][\w.-]*")


def find_day(head: Iterable[str], file_name: str, form: Format) -> date | None:
    """The day of a log: that of its first line, else any date in the lines before it, else one in the file's name."""
    head = list(head)
    return _first_stamped(head, form) or next(
        (day for text in (*_before_the_chat(head, form), file_name) if (day := day_in(text))), None
    )


def _first_stamped(head: Iterable[str], form: Format) -> date | None:
    first = next((match for line in head if (match := form.said.fullmatch(line.rstrip("\r\n")))), None)
    stamp = read_stamp(form.clock, first[1]) if first and first[1] else None
    return date(stamp.year, stamp.month, stamp.day) if stamp and stamp.year else None


def _before_the_chat(head: Iterable[str], form: Format) -> Iterator[str]:
    return takewhile(lambda line: not form.said.fullmatch(line.rstrip("\r\n")), head)


def day_in(text: str) -> date | None:
    """A date in a text: 2026-04-08, 08-04-2026, "Wed Apr 08 16:00:00 2026", "8th April 2026", 20260408."""
    found = ((match, order) for pattern, order in _DAYS if (match := pattern.search(text)))
    return next((day for match, order in found if (day := _date(*(match[group] for group in order)))), None)


def _date(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdecimal() else MONTHS.index(month.lower()) + 1
    try:
        return date(int(year), number, int(day)) if FIRST_YEAR <= int(year) <= LAST_YEAR else None
    except ValueError:
        return None


def find_room(head: Iterable[str], form: Format) -> str:
    """The first `#room` that the lines before the chat name; "" when there is none."""
    named = (match for line in _before_the_chat(head, form) if (match := _ROOM.search(line)))
    return next((match[0].rstrip(".,") for match in named), "")
