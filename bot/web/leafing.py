"""Reading for who makes the pages of all days, months and years in a row."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.app.reading import MeetingEntry, Reader, Scope, Shelf
from bot.web.views.dates import end_of

KEPT = 13
"""Months."""


class Leafing:
    """A reader that finds meetings among those of their month, which it reads once, and what is beside a day among all.

    It keeps the months of a year; what changes meanwhile is not seen.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._month = lru_cache(maxsize=KEPT)(self._read)

    def _read(self, scope: Scope, first: date) -> list[MeetingEntry]:
        return self._reader.meetings(scope, Shelf(since=first, until=end_of(first)))

    def meetings(self, scope: Scope, shelf: Shelf) -> list[MeetingEntry]:
        if not shelf.since or not shelf.until or shelf != Shelf(shelf.series, shelf.since, shelf.until):
            return self._reader.meetings(scope, shelf)
        found = [each for first in _months(shelf.since, shelf.until) for each in self._month(scope, first)]
        here = [each for each in found if shelf.since <= each.day <= shelf.until and shelf.series in {"", each.series}]
        return sorted(here, key=lambda each: (each.started_at, each.id), reverse=True)

    def turn(self, scope: Scope, since: date, until: date) -> tuple[date | None, date | None]:
        days = self._reader.days(scope, Shelf())
        later, earlier = bisect_left(days, _back(until), key=_place), bisect_right(days, _back(since), key=_place)
        return days[earlier][0] if earlier < len(days) else None, days[later - 1][0] if later else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def _back(day: date) -> int:
    """Its place among days of which the last comes first."""
    return -day.toordinal()


def _place(of: tuple[date, int]) -> int:
    return _back(of[0])


def _months(since: date, until: date) -> list[date]:
    """The first days of the months of a span."""
    found = [since.replace(day=1)]
    while (following := end_of(found[-1]) + timedelta(days=1)) <= until:
        found.append(following)
    return found
