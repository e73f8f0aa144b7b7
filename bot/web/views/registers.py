"""The registers over all series: what is to be done, and what was decided; now, and month by month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from bot.app.reading import IN_FORCE, SUPERSEDED, Register, Shelf
from bot.web.listed import Listed, Month, is_late
from bot.web.places import ACTIONS, DECISIONS, of_month, of_part
from bot.web.site import Page, Site
from bot.web.views.dates import end_of, turn_of
from bot.web.views.lists import Turn, meetings_of, turn_of_years, years
from bot.web.wording import month as month_name

MOST = 200
"""Entries on one page; the pages of the months have them all."""
CLOSED = of_part(ACTIONS, "closed")
SAID = {ACTIONS: ("Actions", "action"), DECISIONS: ("Decisions", "decision")}
"""What the registers are called, and what is in them."""


def actions(site: Site) -> Page:
    """What is open, and of that what is overdue."""
    return _actions(site, site.recall(open_actions), "actions")


def closed(site: Site) -> Page:
    """What was done or dropped lately."""
    return _actions(site, site.recall(closed_actions), "closed")


def actions_of(site: Site, year: str, month: str) -> Page | None:
    """Every action of a month's meetings, with what became of it."""
    found = site.recall(month_of_actions, year=year, month=month)
    return _actions(site, found, "month", _first(year, month)) if found else None


def open_actions(site: Site) -> Listed:
    found = site.reader.actions(site.scope, Register(states=("open",), soonest=True, limit=MOST + 1))
    late = [each for each in found[:MOST] if is_late(site, each)]
    still = [each for each in found[:MOST] if not is_late(site, each)]
    return Listed(ACTIONS, "Actions", len(found) > MOST, overdue=late, open=still)


def closed_actions(site: Site) -> Listed:
    found = site.reader.actions(site.scope, Register(states=("done", "dropped"), latest=True, limit=MOST + 1))
    return Listed(CLOSED, "Closed actions", len(found) > MOST, closed=found[:MOST])


def month_of_actions(site: Site, year: str, month: str) -> Listed | None:
    first = _first(year, month)
    if not _met(site, first):
        return None
    wanted = Register(since=first, until=end_of(first), states=("open", "done", "dropped"))
    found = site.reader.actions(site.scope, wanted)
    late = [each for each in found if is_late(site, each)]
    still = [each for each in found if each.state == "open" and not is_late(site, each)]
    over = [each for each in found if each.state != "open"]
    file = of_month(ACTIONS, first.year, first.month)
    return Listed(file, _title(ACTIONS, first), overdue=late, open=still, closed=over)


def _actions(site: Site, listed: Listed, kind: str, first: date | None = None) -> Page:
    return site.page(
        "actions.html",
        listed.file,
        kind=kind,
        heading=listed.title,
        first=first,
        late=listed.overdue or (),
        open=listed.open or (),
        closed=listed.closed or (),
        cut=listed.cut,
        years=years(site),
        today=site.today(),
        turn=_turn(site, first, ACTIONS),
    )


def decisions(site: Site) -> Page:
    """The latest decisions."""
    return _decisions(site, site.recall(latest_decisions), "decisions")


def decisions_of(site: Site, year: str, month: str) -> Page | None:
    """Every decision of a month's meetings."""
    found = site.recall(month_of_decisions, year=year, month=month)
    return _decisions(site, found, "month", _first(year, month)) if found else None


def latest_decisions(site: Site) -> Listed:
    """Those in force, and those that others took the place of."""
    held = site.reader.decisions(site.scope, Register(states=(IN_FORCE,), limit=MOST + 1))
    past = site.reader.decisions(site.scope, Register(states=(SUPERSEDED,), limit=MOST + 1))
    cut = max(len(held), len(past)) > MOST
    return Listed(DECISIONS, "Decisions", cut, decisions=held[:MOST], superseded=past[:MOST])


def month_of_decisions(site: Site, year: str, month: str) -> Listed | None:
    first = _first(year, month)
    if not _met(site, first):
        return None
    found = site.reader.decisions(site.scope, Register(since=first, until=end_of(first)))
    held, past = ([each for each in found if bool(each.superseded_by) is gone] for gone in (False, True))
    file = of_month(DECISIONS, first.year, first.month)
    return Listed(file, _title(DECISIONS, first), decisions=held, superseded=past)


def _decisions(site: Site, listed: Listed, kind: str, first: date | None = None) -> Page:
    return site.page(
        "decisions.html",
        listed.file,
        kind=kind,
        heading=listed.title,
        first=first,
        decisions=listed.decisions or (),
        superseded=listed.superseded or (),
        cut=listed.cut,
        years=years(site),
        turn=_turn(site, first, DECISIONS),
    )


def year_page(site: Site, year: str, register: str) -> Page | None:
    """The months of a year, which have a page each."""
    listed = site.recall(months_of, year=year, register=register)
    if listed is None:
        return None
    name, what = SAID[register]
    return site.page(
        "register.html",
        listed.file,
        kind="months",
        heading=listed.title,
        register=register,
        name=name,
        months=listed.months,
        what=what,
        turn=turn_of_years(years(site), int(year), partial(of_part, register)),
    )


def months_of(site: Site, year: str, register: str) -> Listed | None:
    meetings, (name, what) = meetings_of(site, int(year)), SAID[register]
    held: dict[date, list[int]] = {}
    for each in meetings:
        made = each.actions if register == ACTIONS else each.decisions
        held.setdefault(each.day.replace(day=1), []).append(made)
    numbers = _numbers(site, int(year), f"{what}s")
    months = [
        Month(of_month(register, at.year, at.month), at, len(made), sum(made), what, numbers.get(f"{at:%Y-%m}", ()))
        for at, made in held.items()
    ]
    return Listed(of_part(register, int(year)), f"{name} of {int(year)}", months=months) if months else None


def _numbers(site: Site, year: int, register: str) -> Mapping[str, Sequence[tuple[str, int, int]]]:
    """Of which numbers the entries of each month ("2026-04") are, series by series."""
    found = defaultdict[str, list[tuple[str, int, int]]](list)
    for month, slug, first, last in site.reader.numbers(site.scope, register, date(year, 1, 1), date(year, 12, 31)):
        found[month].append((slug, first, last))
    return found


def _title(register: str, first: date) -> str:
    return f"{SAID[register][0]} of {month_name(first.month)} {first.year}"


def _first(year: str, month: str) -> date:
    return date(int(year), int(month), 1)


def _met(site: Site, first: date) -> bool:
    return bool(site.reader.days(site.scope, Shelf(since=first, until=end_of(first))))


def _turn(site: Site, first: date | None, register: str) -> list[Turn]:
    """The months before and after in which there were meetings."""
    if first is None:
        return []
    return turn_of(
        site,
        first,
        end_of(first),
        lambda at: (f"{month_name(at.month)} {at.year}", of_month(register, at.year, at.month)),
    )
