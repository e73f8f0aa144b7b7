"""The pages that list meetings: the archive's, each series', each year's, and the redirects to the latest."""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.archive.entries import Entry
from plugins.archive.feeds import Feed, atom
from plugins.archive.places import address, link

TEMPLATES = Path(__file__).parent / "templates"
HOME, LATEST, ATOM = "index.html", "latest/index.html", "atom.xml"
RECENT = 30
"""Meetings on the first page, and on the page of a series; all of them are on the pages of the years."""


Listing = tuple[str, Callable[[], str]]
"""A file, from the root, and what makes its text."""


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages look. `look` changes whenever anything changes that is on every page."""

    templates: Environment
    title: str
    public_url: str
    look: str

    def page(self, template: str, file: str, **values: Any) -> Listing:
        """A page and where it goes."""
        return file, partial(self._rendered, template, file, **values)

    def stub(self, file: str, meeting: Entry) -> str:
        """What stands in for a page until it is made: a way to the meeting."""
        return self._rendered("latest.html", file, meeting=meeting)

    def moved(self, file: str, meeting: Entry) -> str:
        """What stands where a meeting was before it was renamed: a way to where it is."""
        return self._rendered("moved.html", file, meeting=meeting)

    def _rendered(self, template: str, file: str, **values: Any) -> str:
        return self.templates.get_template(template).render(
            file=file,
            to=partial(link, page=file),
            absolute=partial(address, self.public_url),
            **values,
        )


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
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())}
    style = b64encode(sha256(sources["style.css"].encode()).digest()).decode("ascii")
    templates.globals |= {"site_title": title, "public_url": public_url, "style_hash": f"sha256-{style}"}
    look = sha256("\0".join([title, public_url, *sources.values()]).encode()).hexdigest()[:16]
    return Site(templates, title, public_url, look)


def listings(
    site: Site, entries: Sequence[Entry], authority: str, touched: Collection[Entry] | None
) -> Iterator[Listing]:
    """Every page that lists one of `touched`, all pages when that is None; a page comes after those it leads down to.

    `entries` come the oldest first.
    """
    shelves: dict[str, list[Entry]] = {}
    for entry in reversed(entries):
        shelves.setdefault(entry.series, []).append(entry)
    feed = partial(Feed, authority=authority, public_url=site.public_url)
    changed = shelves if touched is None else {entry.series for entry in touched}
    for series in (series for series in shelves if series in changed):
        meetings, file = shelves[series], f"{series}/{ATOM}"
        title = f"{meetings[0].name or series} - {site.title}"
        years = None if touched is None else {entry.date.year for entry in touched if entry.series == series}
        yield from _year_pages(site, series, meetings, years)
        yield file, partial(atom, feed(file, f"{series}/{HOME}", title, series), meetings)
        yield from _series_pages(site, series, meetings)
    yield ATOM, lambda: atom(feed(ATOM, HOME, site.title, ""), reversed(entries))
    yield from _home_pages(site, shelves, entries[-RECENT:])


def _year_pages(
    site: Site, series: str, meetings: Sequence[Entry], touched: Collection[int] | None
) -> Iterator[Listing]:
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


def _series_pages(site: Site, series: str, meetings: Sequence[Entry]) -> Iterator[Listing]:
    years = [(year, len(list(shelf))) for year, shelf in groupby(meetings, key=lambda entry: entry.date.year)]
    yield site.page("latest.html", f"{series}/{LATEST}", meeting=latest(meetings))
    yield site.page(
        "series.html",
        f"{series}/{HOME}",
        series=series,
        name=meetings[0].name or series,
        total=len(meetings),
        recent=meetings[:RECENT],
        years=years,
    )


def _home_pages(site: Site, shelves: Mapping[str, Sequence[Entry]], recent: Sequence[Entry]) -> Iterator[Listing]:
    if "latest" not in shelves:  # a series of that name has its own page there
        yield site.page("latest.html", LATEST, meeting=latest(recent[::-1]))
    yield site.page("archive.html", HOME, shelves=shelves, recent=recent[::-1], latest=latest(recent[::-1]))


def latest(meetings: Sequence[Entry]) -> Entry:
    """The first of them that was not aborted; any if all were."""
    return next((meeting for meeting in meetings if not meeting.aborted), meetings[0])
