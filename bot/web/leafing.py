"""Reading for who makes the pages of all days, months and years in a row."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.app.reading import MeetingEntry, Reader, Scope, Shelf
from bot.web.views.dates import end_of

KEPT = 13
"""Months."""


class Leafing:
    """A reader that finds meetings among those of their month, which it reads once, and days among all.

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

    def days(self, scope: Scope, shelf: Shelf) -> list[tuple[date, int]]:
        if not shelf.since or not shelf.until or shelf != Shelf(since=shelf.since, until=shelf.until):
            return self._reader.days(scope, shelf)
        days = self._reader.days(scope, Shelf())
        return days[slice(*_within(days, shelf.since, shelf.until))]

    def turn(self, scope: Scope, since: date, until: date) -> tuple[date | None, date | None]:
        days = self._reader.days(scope, Shelf())
        later, earlier = _within(days, since, until)
        return days[earlier][0] if earlier < len(days) else None, days[later - 1][0] if later else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def _within(days: Sequence[tuple[date, int]], since: date, until: date) -> tuple[int, int]:
    """Where those of a span begin and end among days of which the last comes first."""
    return bisect_left(days, -until.toordinal(), key=_place), bisect_right(days, -since.toordinal(), key=_place)


def _place(of: tuple[date, int]) -> int:
    return -of[0].toordinal()


def _months(since: date, until: date) -> list[date]:
    """The first days of the months of a span."""
    found = [since.replace(day=1)]
    while (following := end_of(found[-1]) + timedelta(days=1)) <= until:
        found.append(following)
    return found
