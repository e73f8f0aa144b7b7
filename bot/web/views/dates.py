"""Meetings by the day they were held: a year, a month, a day."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.app.reading import Shelf
from bot.web.listed import Listed
from bot.web.places import date_of
from bot.web.site import Page, Site
from bot.web.views.lists import Turn, by_month, turn_of_years, years
from bot.web.wording import day as in_words
from bot.web.wording import month as month_name


def year(site: Site, year: str) -> Page | None:
    """Twelve months, each with its days and whether there were meetings."""
    number = int(year)
    held = dict(site.reader.days(site.scope, _span(number)))
    known = years(site)
    if number not in dict(known):
        return None
    return site.page(
        "dates.html",
        date_of(number),
        kind="date",
        heading=str(number),
        year=number,
        months=[(month, month in {day.month for day in held}) for month in range(1, 13)],
        held=held,
        total=sum(held.values()),
        turn=turn_of_years(known, number, date_of),
    )


def part(site: Site, year: str, month: str, day: str = "") -> Page | None:
    """A month, or a day."""
    listed = (
        site.recall(meetings, year=year, month=month, day=day) if day else site.recall(meetings, year=year, month=month)
    )
    if listed is None:
        return None
    found, first = listed.meetings or (), date(int(year), int(month), int(day or 1))
    values = {"heading": listed.title, "first": first, "day": int(day or 0), "months": by_month(found)}
    turn = turn_of(site, first, first if day else end_of(first), lambda at: _titled(at, by_day=bool(day)))
    return site.page("date.html", listed.file, kind="date" if day else "span", turn=turn, **values)


def _titled(at: date, *, by_day: bool) -> tuple[str, str]:
    numbers = at.year, at.month, at.day if by_day else 0
    return _title(*numbers), date_of(*numbers)


def turn_of(site: Site, first: date, last: date, titled: Callable[[date], tuple[str, str]]) -> list[Turn]:
    """The ways to what is before and after these days, where there were meetings; `titled`: its name and its file."""
    found = zip(("prev", "next"), site.reader.turn(site.scope, first, last), strict=True)
    return [(rel, *titled(at)) for rel, at in found if at]


def meetings(site: Site, year: str, month: str, day: str = "") -> Listed | None:
    """The meetings of a month or a day."""
    numbers = int(year), int(month), int(day or 0)
    try:
        first = date(numbers[0], numbers[1], numbers[2] or 1)
    except ValueError:
        return None
    last = first if day else end_of(first)
    found = site.reader.meetings(site.scope, Shelf(since=first, until=last))
    return Listed(date_of(*numbers), _title(*numbers), meetings=found) if found else None


def end_of(first: date) -> date:
    """The last day of a month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _title(year: int, month: int, day: int) -> str:
    if day:
        return in_words(date(year, month, day))
    return f"{month_name(month)} {year}"


def _span(year: int) -> Shelf:
    try:
        return Shelf(since=date(year, 1, 1), until=date(year, 12, 31))
    except ValueError:
        return Shelf(since=date.max)
