"""Who makes the pages of all days in a row finds for each what a visitor of that page finds."""

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

from bot.app.reading import PUBLIC, Shelf
from bot.web.leafing import Leafing
from tests.web.held import Held

DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 4)]
YEAR = Shelf(since=date(2026, 1, 1), until=date(2026, 12, 31))


def test_a_day_and_a_year_have_the_meetings_and_neighbours_that_they_have_by_themselves(held: Held) -> None:
    site = held.weekly(*DAYS[:4], DAYS[3], DAYS[4]).site()
    with closing(site.reader) as reader:
        leafing, found = Leafing(reader), 0
        for day in (DAYS[0] + timedelta(days=passed - 1) for passed in range(70)):
            shelf = Shelf(since=day, until=day)
            assert leafing.meetings(PUBLIC, shelf) == reader.meetings(PUBLIC, shelf)
            for until in (day, day + timedelta(days=27)):
                span = Shelf(since=day, until=until)
                assert leafing.days(PUBLIC, span) == reader.days(PUBLIC, span)
                assert leafing.turn(PUBLIC, day, until) == reader.turn(PUBLIC, day, until)
            found += len(leafing.meetings(PUBLIC, shelf))
        assert found == len(DAYS) + 1
        for shelf in (Shelf(limit=2), YEAR, replace(YEAR, series="weekly"), replace(YEAR, series="other")):
            assert leafing.meetings(PUBLIC, shelf) == reader.meetings(PUBLIC, shelf)
