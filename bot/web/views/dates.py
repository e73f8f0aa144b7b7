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
        kind="date",
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
    listed = (
        site.recall(meetings, year=year, month=month, day=day) if day else site.recall(meetings, year=year, month=month)
    )
    if listed is None:
        return None
    found, first = listed.meetings or (), date(int(year), int(month), int(day or 1))
    values = {"heading": listed.title, "first": first, "day": int(day or 0), "months": by_month(found)}
    turn = _turn(site, first, first if day else end_of(first), by_day=bool(day))
    return site.page("date.html", listed.file, kind="date" if day else "span", turn=turn, **values)


def _turn(site: Site, first: date, last: date, *, by_day: bool) -> list[tuple[str, str, str]]:
    """The days or months before and after with meetings: which it is, its name and its page."""
    found = zip(("prev", "next"), site.reader.turn(site.scope, first, last), strict=True)
    named = ((rel, (at.year, at.month, at.day if by_day else 0)) for rel, at in found if at)
    return [(rel, _title(*numbers), date_of(*numbers)) for rel, numbers in named]


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
