"""The table of pages: which file is made by which view. A row whose view knows no such page lets the next one try."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.web.listed import Listed
from bot.web.look import ASSETS
from bot.web.places import ACTIONS, CALENDAR, DECISIONS, FEED, LISTED, NAME, SLUG, form_of
from bot.web.site import Page, Site, View
from bot.web.views import (
    beside,
    calendars,
    dates,
    former,
    forms,
    lists,
    meetings,
    people,
    registers,
    robots,
    signposts,
)

LONGEST = 300
MEETING = rf"(?P<path>{SLUG}/{NAME})"
PLAIN = ("md", "txt", "json", "log.txt")
REVISION = r"(?:\.r(?P<revision>[1-9]\d{0,5}))?"


@dataclass(frozen=True, slots=True)
class Route:
    """`file` is matched whole; its named groups are handed to the view."""

    file: re.Pattern[str]
    view: View


def _route(file: str, view: Callable[..., Page | None]) -> Route:
    return Route(re.compile(file), view)


def _listed(
    kind: str, stem: str, view: Callable[..., Page | None], listed: Callable[..., Listed | None]
) -> list[Route]:
    """The page of this stem, which lists something, and its other forms."""
    others = [_route(_in_form(stem, form), partial(forms.form, listed=listed, form=form)) for form in LISTED[kind]]
    return [_route(rf"{stem}\.html", view), *others]


def _in_form(stem: str, form: str) -> str:
    kept = stem.removesuffix("index")
    return kept + re.escape(form_of(f"{stem}.html", form).removeprefix(kept))


SERIES, YEAR = rf"(?P<series>{SLUG})", r"(?P<year>\d{4})"
SINCE, MONTH = r"(?P<year>[1-9]\d{3})", r"(?P<year>[1-9]\d{3})-(?P<month>0[1-9]|1[0-2])"
ACTIONS_OF = partial(registers.months_of, register=ACTIONS)
DECISIONS_OF = partial(registers.months_of, register=DECISIONS)
ROUTES = (
    *(_route(re.escape(name), partial(lists.as_it_is, name=name)) for name in ASSETS),
    _route(r"robots\.txt", robots.robots),
    _route(r"sitemap\.xml", robots.sitemap),
    _route(rf"{YEAR}/sitemap\.xml", robots.sitemap_of_year),
    _route(re.escape(FEED), signposts.feed),
    _route(re.escape(CALENDAR), calendars.everything),
    _route(rf"{SERIES}/{re.escape(FEED)}", signposts.series_feed),
    _route(rf"{SERIES}/{re.escape(CALENDAR)}", calendars.series),
    *_listed("front", "index", lists.front, lists.everything),
    *_listed("series", rf"{SERIES}/index", lists.series, lists.of_series),
    _route(rf"{YEAR}/index\.html", dates.year),
    *_listed("span", rf"{YEAR}/(?P<month>\d\d)/index", dates.part, dates.meetings),
    _route(rf"{YEAR}/(?P<month>\d\d)/(?P<day>\d\d)/index\.html", dates.part),
    *_listed("actions", "actions", registers.actions, registers.open_actions),
    *_listed("closed", r"actions\.closed", registers.closed, registers.closed_actions),
    *_listed("months", rf"actions\.{SINCE}", partial(registers.year_page, register=ACTIONS), ACTIONS_OF),
    *_listed("month", rf"actions\.{MONTH}", registers.actions_of, registers.month_of_actions),
    *_listed("decisions", "decisions", registers.decisions, registers.latest_decisions),
    *_listed("months", rf"decisions\.{SINCE}", partial(registers.year_page, register=DECISIONS), DECISIONS_OF),
    *_listed("month", rf"decisions\.{MONTH}", registers.decisions_of, registers.month_of_decisions),
    *_listed("people", "people", people.people, people.everybody),
    *_listed("person", r"people/(?P<name>[a-z0-9_~-]+)", people.person, people.of_person),
    *_listed("span", rf"{SERIES}/{YEAR}/index", lists.series_year, lists.of_year),
    _route(r"latest/index\.html", signposts.latest_of_all),
    _route(rf"latest/{SERIES}/index\.html", signposts.latest_of),
    _route(rf"{SERIES}/latest/index\.html", signposts.latest_in),
    _route(rf"{MEETING}\.ics", calendars.meeting),
    _route(rf"{MEETING}{REVISION}\.html", meetings.minutes),
    _route(rf"{MEETING}{REVISION}\.log\.html", meetings.transcript),
    _route(rf"{MEETING}{REVISION}\.attendance\.html", beside.attendance),
    _route(rf"{MEETING}{REVISION}\.votes\.html", beside.ballots),
    *(_route(rf"{MEETING}{REVISION}\.{re.escape(form)}", partial(meetings.plain, form=form)) for form in PLAIN),
    _route(rf"{MEETING}\.r(?P<before>[1-9]\d{{0,5}})-r(?P<after>[1-9]\d{{0,5}})\.html", meetings.changes),
)


def _shape(file: str) -> tuple[int, str]:
    """How deep a file lies, and its ending: of a pattern as of what it matches."""
    return file.count("/"), file.rpartition(".")[2]


_SHAPED = {
    shape: tuple(route for route in ROUTES if _shape(route.file.pattern) == shape)
    for shape in {_shape(route.file.pattern) for route in ROUTES}
}
"""The rows by the shape of their files, for trying all of them takes as long as reading a meeting's row."""


def find(site: Site, file: str) -> Page | None:
    """The page that is this file, for the reader in the site's scope."""
    if len(file) > LONGEST:
        return None
    for route in _SHAPED.get(_shape(file), ()):
        if matched := route.file.fullmatch(file):
            named = {key: value or "" for key, value in matched.groupdict().items()}
            if page := route.view(site, **named):
                return page
    return former.former(site, site.old, file)
