"""Meetings by the day they were held: a year, a month, a day."""

from calendar import Calendar
from datetime import date, timedelta

from bot.app.reading import Shelf
from bot.web.places import date_of
from bot.web.site import Page, Site
from bot.web.views.lists import by_month, years


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
        year=number,
        months=[(month, Calendar().monthdatescalendar(number, month)) for month in range(1, 13)],
        held=held,
        total=sum(held.values()),
        newer=known[at - 1] if at else None,
        older=known[at + 1] if at + 1 < len(known) else None,
    )


def month(site: Site, year: str, month: str) -> Page | None:
    return _listed(site, int(year), int(month), 0)


def day(site: Site, year: str, month: str, day: str) -> Page | None:
    return _listed(site, int(year), int(month), int(day))


def _listed(site: Site, year: int, month: int, day: int) -> Page | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    last = first if day else (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    meetings = site.reader.meetings(site.scope, Shelf(since=first, until=last))
    if not meetings:
        return None
    return site.page("date.html", date_of(year, month, day), first=first, day=day, months=by_month(meetings))


def _span(year: int) -> Shelf:
    try:
        return Shelf(since=date(year, 1, 1), until=date(year, 12, 31))
    except ValueError:
        return Shelf(since=date.max)
