"""Meetings by the day they were held: a year, a month, a day."""

from calendar import Calendar
from datetime import date, timedelta

from bot.app.reading import Shelf
from bot.web.listed import Listed
from bot.web.places import date_of
from bot.web.site import Page, Site
from bot.web.views.lists import by_month, years
from bot.web.wording import day as in_words
from bot.web.wording import month as month_name


def year(site: Site, year: str) -> Page | None:
    """Twelve months, each with its days."""
    number = int(year)
    held = dict(site.reader.days(site.scope, _span(number)))
    known = [each for each, _ in years(site)]
    if number not in known:
        return None
    at = known.index(number)
    return site.page(
        "dates.html",
        date_of(number),
        kind="span",
        heading=str(number),
        year=number,
        months=[(month, Calendar().monthdatescalendar(number, month)) for month in range(1, 13)],
        held=held,
        total=sum(held.values()),
        newer=known[at - 1] if at else None,
        older=known[at + 1] if at + 1 < len(known) else None,
    )


def part(site: Site, year: str, month: str, day: str = "") -> Page | None:
    """A month, or a day."""
    listed = meetings(site, year, month, day)
    if listed is None:
        return None
    found, first = listed.meetings or (), date(int(year), int(month), int(day or 1))
    values = {"heading": listed.title, "first": first, "day": int(day or 0), "months": by_month(found)}
    return site.page("date.html", listed.file, kind="span", **values)


def meetings(site: Site, year: str, month: str = "", day: str = "") -> Listed | None:
    """The meetings of a year, a month or a day."""
    numbers = int(year), int(month or 0), int(day or 0)
    try:
        first = date(numbers[0], numbers[1] or 1, numbers[2] or 1)
    except ValueError:
        return None
    last = first.replace(month=12, day=31) if not month else first if day else _end(first)
    found = site.reader.meetings(site.scope, Shelf(since=first, until=last))
    return Listed(date_of(*numbers), _title(*numbers), meetings=found) if found else None


def _end(first: date) -> date:
    """The last day of a month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _title(year: int, month: int, day: int) -> str:
    if day:
        return in_words(date(year, month, day))
    return f"{month_name(month)} {year}" if month else str(year)


def _span(year: int) -> Shelf:
    try:
        return Shelf(since=date(year, 1, 1), until=date(year, 12, 31))
    except ValueError:
        return Shelf(since=date.max)
