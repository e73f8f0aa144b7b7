"""The pages that list meetings: the archive's, each series', each year's, and the redirects to the latest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.archive.entries import Entry
from plugins.archive.feeds import Feed, atom
from plugins.archive.places import address, link, page_of

TEMPLATES = Path(__file__).parent / "templates"
HOME, LATEST, ATOM = "index.html", "latest/index.html", "atom.xml"
RECENT = 30
"""Meetings on the first page, and on the page of a series; all of them are on the pages of the years."""


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages look. `look` changes whenever anything changes that is on every page."""

    templates: Environment
    title: str
    public_url: str
    look: str

    def page(self, template: str, file: str, **values: Any) -> tuple[str, str]:
        """A page and where it goes."""
        shown = self.templates.get_template(template).render(
            site_title=self.title,
            file=file,
            to=partial(link, page=file),
            absolute=partial(address, self.public_url),
            public_url=self.public_url,
            page_of=page_of,
            **values,
        )
        return file, shown


def make_site(title: str, public_url: str) -> Site:
    """A site with its templates read."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sources = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())]
    look = sha256("\0".join([title, public_url, *sources]).encode()).hexdigest()[:16]
    return Site(templates, title, public_url, look)


def pages(
    site: Site, entries: Sequence[Entry], authority: str, touched: Collection[Entry] | None
) -> Iterator[tuple[str, str]]:
    """Every page (file from the root, text) that lists one of `touched`; all pages when that is None.

    `entries` come the oldest first.
    """
    shelves: dict[str, list[Entry]] = {}
    for entry in reversed(entries):
        shelves.setdefault(entry.series, []).append(entry)
    feed = partial(Feed, authority=authority, public_url=site.public_url)
    changed = shelves if touched is None else {entry.series for entry in touched}
    for series in (series for series in shelves if series in changed):
        meetings = shelves[series]
        years = None if touched is None else {entry.date.year for entry in touched if entry.series == series}
        yield from _year_pages(site, series, meetings, years)
        yield from _series_pages(site, series, meetings)
        name = meetings[0].name or series
        file = f"{series}/{ATOM}"
        yield file, atom(feed(file, f"{series}/{HOME}", f"{name} - {site.title}", series), meetings)
    yield from _home_pages(site, shelves, entries[-RECENT:])
    yield ATOM, atom(feed(ATOM, HOME, site.title, ""), reversed(entries))


def _year_pages(
    site: Site, series: str, meetings: Sequence[Entry], touched: Collection[int] | None
) -> Iterator[tuple[str, str]]:
    """The pages of the years touched, and of their neighbours, which link to them."""
    years = {year: list(shelf) for year, shelf in groupby(meetings, key=lambda entry: entry.date.year)}
    order = list(years)
    for newer, year, older in zip([None, *order], order, [*order[1:], None], strict=False):
        if touched is None or {newer, year, older} & set(touched):
            yield site.page(
                "year.html",
                f"{series}/{year}/{HOME}",
                series=series,
                name=meetings[0].name or series,
                year=year,
                newer=newer,
                older=older,
                meetings=years[year],
            )


def _series_pages(site: Site, series: str, meetings: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    years = [(year, len(list(shelf))) for year, shelf in groupby(meetings, key=lambda entry: entry.date.year)]
    yield site.page(
        "series.html",
        f"{series}/{HOME}",
        series=series,
        name=meetings[0].name or series,
        total=len(meetings),
        recent=meetings[:RECENT],
        years=years,
    )
    yield site.page("latest.html", f"{series}/{LATEST}", meeting=meetings[0])


def _home_pages(
    site: Site, shelves: Mapping[str, Sequence[Entry]], recent: Sequence[Entry]
) -> Iterator[tuple[str, str]]:
    yield site.page("archive.html", HOME, shelves=shelves, recent=recent[::-1])
    if "latest" not in shelves:  # a series of that name has its own page there
        yield site.page("latest.html", LATEST, meeting=recent[-1])
