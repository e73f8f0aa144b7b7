"""The registers over all series: what is to be done, and what was decided."""

from bot.app.reading import IN_FORCE, SUPERSEDED, Register
from bot.web.listed import Listed, is_late
from bot.web.places import ACTIONS, DECISIONS, of_part
from bot.web.site import Page, Site
from bot.web.views.lists import years

MOST = 500
"""Entries on one page; the pages of the years have them all."""
CLOSED = of_part(ACTIONS, "closed")


def actions(site: Site) -> Page:
    """What is open, and of that what is overdue."""
    return _actions(site, open_actions(site), "actions")


def closed(site: Site) -> Page:
    """What was done or dropped lately."""
    return _actions(site, closed_actions(site), "closed")


def actions_of(site: Site, year: str) -> Page | None:
    """Every action of a year's meetings, with what became of it."""
    found = year_of_actions(site, year)
    return _actions(site, found, "year", int(year)) if found else None


def open_actions(site: Site) -> Listed:
    found = site.reader.actions(site.scope, Register(states=("open",), soonest=True, limit=MOST + 1))
    late = [each for each in found[:MOST] if is_late(site, each)]
    still = [each for each in found[:MOST] if not is_late(site, each)]
    return Listed(ACTIONS, "Actions", len(found) > MOST, overdue=late, open=still)


def closed_actions(site: Site) -> Listed:
    found = site.reader.actions(site.scope, Register(states=("done", "dropped"), latest=True, limit=MOST + 1))
    return Listed(CLOSED, "Closed actions", len(found) > MOST, closed=found[:MOST])


def year_of_actions(site: Site, year: str) -> Listed | None:
    if not _met(site, int(year)):
        return None
    found = site.reader.actions(site.scope, Register(year=int(year), states=("open", "done", "dropped")))
    late = [each for each in found if is_late(site, each)]
    still = [each for each in found if each.state == "open" and not is_late(site, each)]
    over = [each for each in found if each.state != "open"]
    file = of_part(ACTIONS, int(year))
    return Listed(file, f"Actions of {int(year)}", overdue=late, open=still, closed=over)


def _actions(site: Site, listed: Listed, kind: str, year: int = 0) -> Page:
    return site.page(
        "actions.html",
        listed.file,
        kind=kind,
        heading=listed.title,
        year=year,
        late=listed.overdue or (),
        open=listed.open or (),
        closed=listed.closed or (),
        cut=listed.cut,
        years=years(site),
        today=site.today(),
    )


def decisions(site: Site) -> Page:
    """The latest decisions."""
    return _decisions(site, latest_decisions(site), "decisions")


def decisions_of(site: Site, year: str) -> Page | None:
    """Every decision of a year's meetings."""
    found = year_of_decisions(site, year)
    return _decisions(site, found, "year", int(year)) if found else None


def latest_decisions(site: Site) -> Listed:
    """Those in force, and those that others took the place of."""
    held = site.reader.decisions(site.scope, Register(states=(IN_FORCE,), limit=MOST + 1))
    past = site.reader.decisions(site.scope, Register(states=(SUPERSEDED,), limit=MOST + 1))
    cut = max(len(held), len(past)) > MOST
    return Listed(DECISIONS, "Decisions", cut, decisions=held[:MOST], superseded=past[:MOST])


def year_of_decisions(site: Site, year: str) -> Listed | None:
    if not _met(site, int(year)):
        return None
    found = site.reader.decisions(site.scope, Register(year=int(year)))
    held, past = ([each for each in found if bool(each.superseded_by) is gone] for gone in (False, True))
    return Listed(of_part(DECISIONS, int(year)), f"Decisions of {int(year)}", decisions=held, superseded=past)


def _decisions(site: Site, listed: Listed, kind: str, year: int = 0) -> Page:
    return site.page(
        "decisions.html",
        listed.file,
        kind=kind,
        heading=listed.title,
        year=year,
        decisions=listed.decisions or (),
        superseded=listed.superseded or (),
        cut=listed.cut,
        years=years(site),
    )


def _met(site: Site, year: int) -> bool:
    return any(number == year for number, _ in years(site))
