"""The forms of a page that lists something, beside the page itself."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from typing import cast

from bot.app.listing import Listing
from bot.app.reading import ActionEntry
from bot.core.appointments import Appointment, uid
from bot.core.text import clip
from bot.web.feeds import Feed, action_note, atom, decision_note
from bot.web.listed import Listed, listing
from bot.web.places import address, form_of, page_of
from bot.web.site import Page, Site
from bot.web.views.calendars import held

LONGEST = 50
"""Entries in a feed."""
NAMED = 120
"""Letters of an action in a calendar."""


def form(site: Site, listed: Callable[..., Listed | None], form: str, **named: str) -> Page | None:
    """The list in one of the forms of `bot.web.places.LISTED`."""
    found = site.recall(listed, **named)
    if found is None:
        return None
    file = form_of(found.file, form)
    match form:
        case "atom":
            return Page(file, lambda: (_feed(site, found, file),))
        case "ics":
            return Page(file, lambda: (site.writer.calendar(found.title, _appointments(site, found)),))
        case _:
            return Page(file, lambda: (site.writer.listing(_told(site, found, file), form),))


def _told(site: Site, found: Listed, file: str) -> Listing:
    """What is said of it, once for all forms, which stand side by side."""
    if site.kept is None:
        return listing(site, found, file)
    before, told = site.kept.pop("told", (None, None))
    if before is not found or told is None:
        told = listing(site, found, file)
    site.keep("told", (found, told))
    return cast("Listing", told)


def _feed(site: Site, listed: Listed, file: str) -> str:
    """Those of a register, the newest first."""
    actions = map(action_note, (*(listed.overdue or ()), *(listed.open or ()), *(listed.closed or ())))
    notes = [*actions, *map(decision_note, (*(listed.decisions or ()), *(listed.superseded or ())))]
    newest = sorted(notes, key=lambda note: note.updated, reverse=True)[:LONGEST]
    title = f"{listed.title} - {site.look.title}"
    of = Feed(file, listed.file, title, file, site.authority, site.look, site.registry)
    return atom(of, newest, datetime.combine(site.today(), time(), UTC))


def _appointments(site: Site, listed: Listed) -> Iterable[Appointment]:
    """Meetings that were held, and days by which something is to be done."""
    yield from (held(site, entry) for entry in reversed(listed.meetings or ()))
    if listed.open is not None:
        yield from (_due(site, each) for each in (*(listed.overdue or ()), *listed.open) if each.due)


def _due(site: Site, action: ActionEntry) -> Appointment:
    target = f"{page_of(action.path)}#A-{action.number}"
    return Appointment(
        uid(f"{action.series}-A-{action.number}", site.instance),
        clip(f"A-{action.number}: {action.text}", NAMED),
        action.due or action.day,
        datetime.combine(action.day, time(), UTC),
        url=address(site.look.public_url, target) if site.look.public_url else "",
    )
