"""People: everybody, and what each came to, is to do and has done."""

from collections.abc import Mapping

from bot.app.reading import Register, Shelf
from bot.web.listed import Listed
from bot.web.people import Profile, file_of, id_from, profiles
from bot.web.places import PEOPLE
from bot.web.site import Page, Site

RECENT = 50
"""Meetings on somebody's page, and actions that are closed."""
OPEN = 200
"""Open ones."""


def people(site: Site) -> Page:
    listed = everybody(site)
    return site.page("people.html", PEOPLE, kind="people", heading=listed.title, people=listed.people)


def everybody(site: Site) -> Listed:
    return Listed(PEOPLE, "People", people=profiles(site.registry, site.reader.people(site.scope)))


def person(site: Site, name: str) -> Page | None:
    """Somebody's page."""
    found, listed = profile(site, id_from(name)), site.recall(of_person, name=name)
    if found is None or listed is None:
        return None
    return site.page(
        "person.html",
        listed.file,
        kind="person",
        heading=listed.title,
        person=found,
        meetings=listed.meetings,
        actions=listed.open,
        closed=listed.closed,
        more=len(listed.open or ()) == OPEN,
        today=site.today(),
    )


def of_person(site: Site, name: str) -> Listed | None:
    """What somebody is to do and has done, and where they were."""
    found = profile(site, id_from(name))
    return _of(site, found) if found else None


def _of(site: Site, found: Profile) -> Listed:
    meetings = site.reader.meetings(site.scope, Shelf(people=found.known, limit=RECENT))
    mine = Register(states=("open",), owners=owners(site, found), soonest=True, limit=OPEN + 1)
    closed = Register(states=("done", "dropped"), owners=mine.owners, latest=True, limit=RECENT)
    todo = site.reader.actions(site.scope, mine)
    return Listed(
        file_of(found.id),
        found.name or found.id,
        cut=len(todo) > OPEN or len(meetings) < found.meetings,
        open=todo[:OPEN],
        closed=site.reader.actions(site.scope, closed),
        meetings=meetings,
    )


def profile(site: Site, profile_id: str) -> Profile | None:
    return site.recall(_known).get(profile_id)


def _known(site: Site) -> Mapping[str, Profile]:
    return {each.id: each for each in profiles(site.registry, site.reader.people(site.scope))}


def owners(site: Site, of: Profile) -> tuple[str, ...]:
    """What actions may call somebody."""
    entry = site.registry.find(of.id)
    return tuple(dict.fromkeys((*of.nicks, of.id, *(entry.nicks if entry else ()))))
