"""Pages that list meetings: the front, a series, a year of it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from bot.app.reading import IN_FORCE, MeetingEntry, Register, SeriesEntry, Shelf
from bot.web.listed import Listed
from bot.web.look import asset
from bot.web.places import HOME, series_of, year_of
from bot.web.site import Page, Site
from bot.web.views import calendars

RECENT = 30
"""Meetings on the first page, and on the page of a series; all of them are on the pages of the years."""
OPEN = 10
"""Open actions on the first page."""
Turn = tuple[str, str, str]
"""A way to the page before or after: which it is ("prev", "next"), its name and its file."""


def as_it_is(_site: Site, name: str) -> Page:
    """A file that pages use."""
    return Page(name, lambda: (asset(name),))


def front(site: Site) -> Page:
    """The latest meetings, those that run, what is to be done, and all series."""
    listed = site.recall(everything)
    return site.page(
        "front.html",
        HOME,
        kind="front",
        heading=listed.title,
        running=listed.running,
        months=by_month(listed.meetings or ()),
        series=listed.series,
        years=years(site),
        actions=listed.open,
        more=listed.cut,
        today=site.today(),
    )


def everything(site: Site) -> Listed:
    actions = site.reader.actions(site.scope, Register(states=("open",), soonest=True, limit=OPEN + 1))
    return Listed(
        HOME,
        site.look.title,
        cut=len(actions) > OPEN,
        running=site.reader.meetings(site.scope, Shelf(state="running")),
        meetings=site.reader.meetings(site.scope, Shelf(state="ended", limit=RECENT)),
        open=actions[:OPEN],
        series=site.reader.series(site.scope),
    )


def series(site: Site, series: str) -> Page | None:
    """A series: when it meets, its latest meetings, what is open of it."""
    found = _series(site, series)
    if found is None:
        return _moved(site, series, series_of(series))
    listed = _of_series(site, found)
    return site.page(
        "series.html",
        listed.file,
        kind="series",
        heading=listed.title,
        series=found,
        months=by_month(listed.meetings or ()),
        years=years(site, series),
        actions=listed.open,
        decisions=listed.decisions,
        coming=calendars.coming(site, series),
        whole=not listed.cut,
        today=site.today(),
    )


def of_series(site: Site, series: str) -> Listed | None:
    found = _series(site, series)
    return _of_series(site, found) if found else None


def _of_series(site: Site, found: SeriesEntry) -> Listed:
    slug = found.slug
    return Listed(
        series_of(slug),
        found.name,
        cut=found.meetings > RECENT,
        meetings=site.reader.meetings(site.scope, Shelf(series=slug, limit=RECENT)),
        open=site.reader.actions(site.scope, Register(slug, states=("open",), soonest=True, limit=RECENT)),
        decisions=site.reader.decisions(site.scope, Register(slug, states=(IN_FORCE,), limit=OPEN)),
    )


def series_year(site: Site, series: str, year: str) -> Page | None:
    """All meetings of a series in a year."""
    found, known = _series(site, series), years(site, series)
    if found is None or int(year) not in dict(known):
        return _moved(site, series, year_of(series, int(year)))
    listed = _of_year(site, found, int(year))
    meetings = listed.meetings or ()
    return site.page(
        "year.html",
        listed.file,
        kind="span",
        heading=listed.title,
        series=found,
        year=int(year),
        months=by_month(meetings),
        total=len(meetings),
        turn=turn_of_years(known, int(year), partial(year_of, series)),
    )


def meetings_of(site: Site, year: int) -> list[MeetingEntry]:
    """All meetings of a year."""
    return site.reader.meetings(site.scope, _year(year))


def of_year(site: Site, series: str, year: str) -> Listed | None:
    found = _series(site, series)
    listed = _of_year(site, found, int(year)) if found and int(year) else None
    return listed if listed and listed.meetings else None


def _of_year(site: Site, found: SeriesEntry, year: int) -> Listed:
    meetings = site.reader.meetings(site.scope, _year(year, found.slug))
    return Listed(year_of(found.slug, year), f"{found.name} in {year}", meetings=meetings)


def _moved(site: Site, series: str, file: str) -> Page | None:
    """The way to where a series' meetings went, when they were given another name and none is left here."""
    to = site.reader.moved(site.scope, f"{series}/")
    return Page(file, leads_to=series_of(to.partition("/")[0])) if to else None


def turn_of_years(known: Sequence[tuple[int, int]], year: int, page: Callable[[int], str]) -> list[Turn]:
    """The years before and after this one, of those in which there were meetings."""
    before = next((each for each, _ in known if each < year), None)
    after = next((each for each, _ in reversed(known) if each > year), None)
    return [(rel, str(each), page(each)) for rel, each in (("prev", before), ("next", after)) if each is not None]


def years(site: Site, series: str = "") -> list[tuple[int, int]]:
    """The years in which there were meetings, and how many; the last one first."""
    return site.reader.years(site.scope, series)


def by_month(meetings: Sequence[MeetingEntry]) -> list[tuple[int, int, list[MeetingEntry]]]:
    """The meetings as they come, month by month: year, month, meetings."""
    grouped = groupby(meetings, key=lambda entry: (entry.day.year, entry.day.month))
    return [(year, month, list(those)) for (year, month), those in grouped]


def _series(site: Site, slug: str) -> SeriesEntry | None:
    return next(iter(site.reader.series(site.scope, slug)), None)


def _year(year: int, series: str = "") -> Shelf:
    return Shelf(series=series, since=date(year, 1, 1), until=date(year, 12, 31))
