"""The registers over all series: what is to be done, and what was decided."""

from bot.app.reading import ActionEntry, Register
from bot.web.places import ACTIONS, DECISIONS, of_year
from bot.web.site import Page, Site
from bot.web.views.lists import years

MOST = 500
"""Entries on one page; the pages of the years have them all."""


def actions(site: Site) -> Page:
    """What is open, and of that what is overdue."""
    found = site.reader.actions(site.scope, Register(states=("open",), soonest=True, limit=MOST + 1))
    late = [each for each in found if is_late(site, each)]
    return site.page(
        "actions.html",
        ACTIONS,
        year=0,
        late=late,
        open=[each for each in found[:MOST] if each not in late],
        closed=[],
        cut=len(found) > MOST,
        years=years(site),
        today=site.today(),
    )


def actions_of(site: Site, year: str) -> Page | None:
    """Every action of a year's meetings, with what became of it."""
    if not _met(site, int(year)):
        return None
    found = site.reader.actions(site.scope, Register(year=int(year), states=("open", "done", "dropped")))
    standing = [each for each in found if each.state == "open"]
    late = [each for each in standing if is_late(site, each)]
    return site.page(
        "actions.html",
        of_year(ACTIONS, int(year)),
        year=int(year),
        late=late,
        open=[each for each in standing if each not in late],
        closed=[each for each in found if each.state != "open"],
        cut=False,
        years=years(site),
        today=site.today(),
    )


def decisions(site: Site) -> Page:
    """The latest decisions."""
    found = site.reader.decisions(site.scope, Register(limit=MOST + 1))
    shown, cut = found[:MOST], len(found) > MOST
    return site.page("decisions.html", DECISIONS, year=0, decisions=shown, cut=cut, years=years(site))


def decisions_of(site: Site, year: str) -> Page | None:
    """Every decision of a year's meetings."""
    if not _met(site, int(year)):
        return None
    found = site.reader.decisions(site.scope, Register(year=int(year)))
    file = of_year(DECISIONS, int(year))
    return site.page("decisions.html", file, year=int(year), decisions=found, cut=False, years=years(site))


def _met(site: Site, year: int) -> bool:
    return any(number == year for number, _ in years(site))


def is_late(site: Site, action: ActionEntry) -> bool:
    return action.state == "open" and action.due is not None and action.due < site.today()
