"""Which files the site has: those of a meeting, and those that list it. The static tree is made of these."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby

from bot.app.reading import MeetingEntry, Shelf
from bot.web.look import ASSETS
from bot.web.people import file_of, id_of, profiles
from bot.web.places import (
    ACTIONS,
    DECISIONS,
    FORMS,
    HOME,
    PEOPLE,
    REVISED,
    changes_of,
    date_of,
    feed_of,
    of_month,
    of_part,
    page_of,
    series_of,
    sitemap_of,
    with_forms,
    year_of,
)
from bot.web.site import Site
from bot.web.views.dates import end_of

FRONT = (
    "robots.txt",
    sitemap_of(),
    f"latest/{HOME}",
    *with_forms("closed", of_part(ACTIONS, "closed")),
    *with_forms("actions", ACTIONS),
    *with_forms("decisions", DECISIONS),
    *with_forms("people", PEOPLE),
    *with_forms("front", HOME),
)
"""What lists every meeting; the first page comes last, so that what it leads to is there."""


def withdrawn(addresses: Iterable[str]) -> Iterator[str]:
    """What there was of a meeting that has no minutes."""
    yield from ASSETS
    yield from (page_of(path, form) for path in addresses for form in FORMS)


def of_meeting(entry: MeetingEntry, addresses: Iterable[str]) -> Iterator[str]:
    """Every form of every revision, and what was there under its former addresses."""
    yield from ASSETS
    earlier = range(1, entry.revision + entry.running)
    for revision in earlier:
        yield from (page_of(entry.path, form, revision) for form in REVISED)
    yield from (changes_of(entry.path, after) for after in range(2, entry.revision + 1))
    yield from (page_of(entry.path, form) for form in FORMS)
    for former in addresses:
        if former != entry.path:
            yield from (page_of(former, form, revision) for revision in earlier for form in REVISED)
            yield from (page_of(former, form) for form in FORMS)
            yield from (changes_of(former, after) for after in range(2, entry.revision + 1))


def leading(touched: Iterable[MeetingEntry]) -> Iterator[str]:
    """Where readers look for what is new; each of these is among the `lists` of the meetings."""
    for slug in {entry.series for entry in touched}:
        yield from (f"{slug}/latest/{HOME}", f"latest/{slug}/{HOME}", feed_of(slug), series_of(slug))
    yield from (f"latest/{HOME}", feed_of(""), HOME)


def lists(site: Site, touched: Sequence[MeetingEntry], former: Iterable[str]) -> Iterator[str]:
    """Every page that lists one of these meetings, or leads to it; a page comes after those it leads down to.

    `former` are the paths that meetings had; what listed them there goes, or leads on.
    """
    years = [(entry.series, entry.day.year) for entry in touched]
    former = list(former)
    years += [(path.partition("/")[0], _day(path).year) for path in former]
    for slug in dict.fromkeys(slug for slug, _ in years):
        yield from _of_series(site, slug, Counter(year for series, year in years if series == slug))
    days = [*(entry.day for entry in touched), *(_day(path) for path in former)]
    yield from _by_date({*days, *_beside_new(site, days)})
    yield from FRONT


def people(site: Site, meeting_ids: Collection[str]) -> Iterator[str]:
    """The pages of those who were in these meetings, or have something to do since."""
    for person, nick in site.reader.concerned(meeting_ids):
        yield from with_forms("person", file_of(id_of(site.registry, person, nick)))


def registers(site: Site, meeting_ids: Collection[str]) -> Iterator[str]:
    """The registers that show what these meetings closed or superseded, or what superseded decisions of theirs."""
    for register, days in zip((ACTIONS, DECISIONS), site.reader.days_beside(meeting_ids), strict=True):
        for year, month in sorted({(day.year, day.month) for day in days}):
            yield from with_forms("month", of_month(register, year, month))


def everything(site: Site) -> Iterator[str]:
    """All that is of no single meeting; what lists the same meetings comes together, for these are read once then."""
    days = sorted(day for day, _ in site.reader.days(site.scope, Shelf()))
    slugs = [each.slug for each in site.reader.series(site.scope)]
    met = {slug: dict(site.reader.years(site.scope, slug)) for slug in slugs}
    for year, those in groupby(days, key=lambda day: day.year):
        yield from _by_date([*those])
        yield from chain(*(with_forms("span", year_of(slug, year)) for slug in slugs if year in met[slug]))
    for slug in slugs:
        yield from _of_series(site, slug, {})
    for profile in profiles(site.registry, site.reader.people(site.scope)):
        yield from with_forms("person", file_of(profile.id))
    yield from FRONT


def beside(site: Site, touched: Iterable[MeetingEntry]) -> Iterator[str]:
    """The meetings before and after these, which lead to them, or did."""
    for entry in touched:
        yield from (page_of(other.path) for other in site.reader.neighbours(site.scope, entry) if other)


def _of_series(site: Site, slug: str, years: Mapping[int, int]) -> Iterator[str]:
    """The pages of these years, in which so many meetings are new or gone, and the series' own.

    Those of the years before and after a year lead there already, if it has other meetings.
    """
    held = dict(site.reader.years(site.scope, slug))
    new = {year for year, touched in years.items() if held.get(year, 0) <= touched}
    row = sorted({*held, *new})
    near = {each for at, year in enumerate(row) if year in new for each in row[max(0, at - 1) : at + 2]}
    for year in sorted({*near, *years}):
        yield from with_forms("span", year_of(slug, year))
    yield f"{slug}/latest/{HOME}"
    yield f"latest/{slug}/{HOME}"
    yield from with_forms("series", series_of(slug))


def _beside_new(site: Site, days: Collection[date]) -> Iterator[date]:
    """The days before and after these, and such in the months and years before and after, which lead to them.

    Those lead there already that are beside a day, a month or a year of which another meeting is listed.
    """
    for day in {*days}:
        month = day.replace(day=1)
        for since, until in ((day, day), (month, end_of(month)), (date(day.year, 1, 1), date(day.year, 12, 31))):
            held = sum(count for _, count in site.reader.days(site.scope, Shelf(since=since, until=until)))
            if held <= sum(since <= each <= until for each in days):
                yield from (each for each in site.reader.turn(site.scope, since, until) if each)


def _by_date(days: Collection[date]) -> Iterator[str]:
    """The pages of these days, of their months and years, and the registers of both."""
    for (year, month), those in groupby(sorted(days), key=lambda day: (day.year, day.month)):
        yield from (date_of(year, month, day.day) for day in those)
        yield from with_forms("span", date_of(year, month))
        yield from with_forms("month", of_month(ACTIONS, year, month))
        yield from with_forms("month", of_month(DECISIONS, year, month))
    for year in sorted({day.year for day in days}):
        yield date_of(year)
        yield sitemap_of(year)
        yield from with_forms("months", of_part(ACTIONS, year))
        yield from with_forms("months", of_part(DECISIONS, year))


def _day(path: str) -> date:
    """The day in a meeting's path."""
    return date.fromisoformat(path.partition("/")[2][:10])
