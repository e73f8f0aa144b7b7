"""The table of pages: which file is made by which view. A row whose view knows no such page lets the next one try."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.web.look import ASSETS
from bot.web.places import ACTIONS, DECISIONS, FEED, HOME, NAME, PEOPLE, SLUG
from bot.web.site import Page, Site, View
from bot.web.views import calendars, dates, former, lists, meetings, people, registers, robots, signposts

LONGEST = 300
MEETING = rf"(?P<path>{SLUG}/{NAME})"
REVISION = r"(?:\.r(?P<revision>[1-9]\d{0,5}))?"


@dataclass(frozen=True, slots=True)
class Route:
    """`file` is matched whole; its named groups are handed to the view."""

    file: re.Pattern[str]
    view: View


def _route(file: str, view: Callable[..., Page | None]) -> Route:
    return Route(re.compile(file), view)


ROUTES = (
    *(_route(re.escape(name), partial(lists.as_it_is, name=name)) for name in ASSETS),
    _route(re.escape(HOME), lists.front),
    _route(r"robots\.txt", robots.robots),
    _route(r"sitemap\.xml", robots.sitemap),
    _route(r"(?P<year>\d{4})/sitemap\.xml", robots.sitemap_of_year),
    _route(rf"(?P<series>{SLUG})/index\.html", lists.series),
    _route(r"(?P<year>\d{4})/index\.html", dates.year),
    _route(r"(?P<year>\d{4})/(?P<month>\d\d)/index\.html", dates.month),
    _route(r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/index\.html", dates.day),
    _route(re.escape(ACTIONS), registers.actions),
    _route(r"actions\.(?P<year>\d{4})\.html", registers.actions_of),
    _route(re.escape(DECISIONS), registers.decisions),
    _route(r"decisions\.(?P<year>\d{4})\.html", registers.decisions_of),
    _route(re.escape(PEOPLE), people.people),
    _route(r"people/(?P<name>[a-z0-9_~-]+)\.html", people.person),
    _route(rf"(?P<series>{SLUG})/(?P<year>\d{{4}})/index\.html", lists.series_year),
    _route(r"latest/index\.html", signposts.latest_of_all),
    _route(rf"latest/(?P<series>{SLUG})/index\.html", signposts.latest_of),
    _route(rf"(?P<series>{SLUG})/latest/index\.html", signposts.latest_in),
    _route(re.escape(FEED), signposts.feed),
    _route(rf"(?P<series>{SLUG})/{re.escape(FEED)}", signposts.series_feed),
    _route(rf"(?P<series>{SLUG})/calendar\.ics", calendars.series),
    _route(rf"{MEETING}\.ics", calendars.meeting),
    _route(rf"{MEETING}{REVISION}\.html", meetings.minutes),
    _route(rf"{MEETING}{REVISION}\.log\.html", meetings.transcript),
    _route(rf"{MEETING}{REVISION}\.(?P<form>md|txt|json|log\.txt)", meetings.plain),
    _route(rf"{MEETING}\.r(?P<before>[1-9]\d{{0,5}})-r(?P<after>[1-9]\d{{0,5}})\.html", meetings.changes),
)


def find(site: Site, file: str) -> Page | None:
    """The page that is this file, for the reader in the site's scope."""
    if len(file) > LONGEST:
        return None
    for route in ROUTES:
        if matched := route.file.fullmatch(file):
            named = {key: value or "" for key, value in matched.groupdict().items()}
            if page := route.view(site, **named):
                return page
    return former.former(site, site.old, file)
