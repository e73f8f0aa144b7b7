"""How the pages say dates, times and numbers."""

from datetime import date, datetime
from functools import lru_cache

from bot.core.dates import ordinal

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
IRREGULAR = {"person": "people", "series": "series"}


@lru_cache(maxsize=1024)
def day(on: date) -> str:
    """`8th April 2026`, as the minutes have it."""
    return f"{ordinal(on.day)} {MONTHS[on.month - 1]} {on.year}"


def weekday(on: date) -> str:
    return DAYS[on.weekday()]


def month(number: int) -> str:
    return MONTHS[number - 1]


def short_month(on: date) -> str:
    return MONTHS[on.month - 1][:3]


def clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


@lru_cache(maxsize=1024)
def stamp(at: datetime) -> str:
    """ISO 8601 to the second, as `<time>` and feeds have it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def span(start: datetime, end: datetime | None) -> str:
    """`16:00 to 16:26 UTC`; a second date only where it is another one."""
    if end is None:
        return f"since {clock(start)} UTC"
    there = "" if end.date() == start.date() else f"{day(end.date())}, "
    return f"{clock(start)} to {there}{clock(end)} UTC"


@lru_cache(maxsize=1024)
def counted(number: int, what: str) -> str:
    """`1 decision`, `2 decisions`, `3 people`."""
    many = IRREGULAR.get(what) or (what.removesuffix("y") + "ies" if what.endswith("y") else f"{what}s")
    return f"{number:,} {what if number == 1 else many}"
