"""Reading for who makes the pages of all days in a row."""

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Any

from bot.app.reading import MeetingEntry, Reader, Scope, Shelf
from bot.web.views.dates import end_of


class Leafing:
    """A reader that finds the meetings of a day among those of its month, and what is beside them among all days.

    The reader behind it remembers both.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def meetings(self, scope: Scope, shelf: Shelf) -> list[MeetingEntry]:
        day = shelf.since
        if day is None or shelf != Shelf(since=day, until=day):
            return self._reader.meetings(scope, shelf)
        first = day.replace(day=1)
        return [
            each for each in self._reader.meetings(scope, Shelf(since=first, until=end_of(first))) if each.day == day
        ]

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
