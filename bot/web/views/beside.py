"""Who was in a meeting, and what was voted there: each on a page of its own beside the minutes."""

from collections.abc import Iterator

from bot.web.parts import POLLS, ROLL, Parts
from bot.web.places import ATTENDANCE, VOTES, page_of
from bot.web.site import Page, Site
from bot.web.views.meetings import elsewhere, number_of


def attendance(site: Site, path: str, revision: str = "") -> Page | None:
    """Who was there, from when to when, and who could not come."""
    return _beside(site, path, ATTENDANCE, revision)


def ballots(site: Site, path: str, revision: str = "") -> Page | None:
    """Every vote: who chose what, and why. A meeting without any has no such page."""
    return _beside(site, path, VOTES, revision)


def _beside(site: Site, path: str, form: str, revision: str) -> Page | None:
    entry = site.reader.meeting(site.scope, path)
    number = number_of(entry, revision)
    if entry is None or number is None:
        return _moved(site, path, form, revision)
    parts = Parts(site, entry, number)
    if form == VOTES and not parts[POLLS]:
        return None
    file = page_of(path, form, number)

    def make() -> Iterator[str]:
        template, told = ("votes.html", POLLS) if form == VOTES else ("attendance.html", ROLL)
        yield site.look.render(template, file, **parts.frame, told=parts[told])

    return Page(file, make)


def _moved(site: Site, path: str, form: str, revision: str) -> Page | None:
    """Where it is now, if there is such a page."""
    there = elsewhere(site, path, page_of("", form, int(revision or 0)))
    return there if there and _beside(site, site.reader.moved(site.scope, path), form, revision) else None
