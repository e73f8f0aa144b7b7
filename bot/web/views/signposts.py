"""What leads to meetings and is no page of its own: feeds, and the way to the latest minutes."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.app.reading import MeetingEntry, Shelf
from bot.web.feeds import Feed, atom, meeting_note
from bot.web.places import HOME, feed_of, page_of, series_of
from bot.web.site import Page, Site

LONGEST = 50
"""Entries in a feed."""


def feed(site: Site) -> Page:
    """The meetings that changed last."""
    newest = site.reader.meetings(site.scope, Shelf(state="ended", limit=LONGEST, by_change=True))
    return _feed(site, feed_of(""), HOME, site.look.title, "", newest)


def series_feed(site: Site, series: str) -> Page | None:
    """Those of a series."""
    found = next(iter(site.reader.series(site.scope, series)), None)
    if found is None:
        return None
    shelf = Shelf(series=series, state="ended", limit=LONGEST, by_change=True)
    title = f"{found.name} - {site.look.title}"
    return _feed(site, feed_of(series), series_of(series), title, series, site.reader.meetings(site.scope, shelf))


def latest(site: Site, file: str, series: str = "") -> Page | None:
    """The way to the newest minutes there are; a file that is a page leads there, too."""
    found = site.reader.meetings(site.scope, Shelf(series=series, state="ended", limit=1))
    return Page(file, leads_to=page_of(found[0].path)) if found else None


def latest_of_all(site: Site) -> Page | None:
    return latest(site, f"latest/{HOME}")


def latest_of(site: Site, series: str) -> Page | None:
    return latest(site, f"latest/{series}/{HOME}", series)


def latest_in(site: Site, series: str) -> Page | None:
    return latest(site, f"{series}/latest/{HOME}", series)


def _feed(site: Site, file: str, page: str, title: str, part: str, meetings: Sequence[MeetingEntry]) -> Page:
    of = Feed(file, page, title, part, site.authority, site.look, site.registry)
    today = datetime.combine(site.today(), time(), UTC)
    return Page(file, lambda: (atom(of, map(meeting_note, meetings), today),))
