"""Moments in digits, for each line of a transcript and each record; `isoformat` takes five times as long."""

from datetime import UTC, date, datetime
from functools import lru_cache

_DIGITS = tuple(f"{number:02}" for number in range(60))


def clock(at: datetime) -> str:
    """`"16:03:05"`."""
    return f"{_DIGITS[at.hour]}:{_DIGITS[at.minute]}:{_DIGITS[at.second]}"


def instant(at: datetime) -> str:
    """As ISO 8601 has it, with the offset, and with fractions of a second where there are any."""
    if at.tzinfo is not UTC or at.microsecond:
        return at.isoformat()
    return f"{day(at.date())}T{clock(at)}+00:00"


day = lru_cache(maxsize=64)(date.isoformat)
"""`"2026-04-08"`."""
