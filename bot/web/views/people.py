"""People: everybody, and what each came to, is to do and has done."""

from bot.app.reading import Register, Shelf
from bot.web.people import Profile, file_of, id_from, profiles
from bot.web.places import PEOPLE
from bot.web.site import Page, Site
from bot.web.views.lists import by_month

RECENT = 50
"""Meetings on somebody's page."""


def people(site: Site) -> Page:
    return site.page("people.html", PEOPLE, people=profiles(site.registry, site.reader.people(site.scope)))


def person(site: Site, name: str) -> Page | None:
    """Somebody's page."""
    found = profile(site, id_from(name))
    if found is None:
        return None
    keys = tuple(site.reader.keys(found.known))
    meetings = site.reader.meetings(site.scope, Shelf(people=keys, limit=RECENT))
    mine = Register(states=("open",), owners=owners(site, found), soonest=True)
    closed = Register(states=("done", "dropped"), owners=mine.owners, limit=RECENT)
    return site.page(
        "person.html",
        file_of(found.id),
        person=found,
        months=by_month(meetings),
        shown=len(meetings),
        actions=site.reader.actions(site.scope, mine),
        closed=site.reader.actions(site.scope, closed),
        today=site.today(),
    )


def profile(site: Site, profile_id: str) -> Profile | None:
    everybody = profiles(site.registry, site.reader.people(site.scope))
    return next((each for each in everybody if each.id == profile_id), None)


def owners(site: Site, of: Profile) -> tuple[str, ...]:
    """What actions may call somebody."""
    entry = site.registry.find(of.id)
    return tuple(dict.fromkeys((*of.nicks, of.id, *(entry.nicks if entry else ()))))
