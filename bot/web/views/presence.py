"""Who was in a meeting, and what was voted there: each on a page of its own beside the minutes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.reading import Document
from bot.core.minutes import Attendee
from bot.core.transcript import TranscriptLine
from bot.web.places import ATTENDANCE, VOTES, page_of
from bot.web.site import Page, Site
from bot.web.views.meetings import elsewhere, number_of, votes


@dataclass(frozen=True, slots=True)
class Presence:
    """How many lines somebody wrote, the `first` of them in the transcript, and when that and the last were."""

    who: Attendee
    lines: int = 0
    first: int = 0
    since: datetime | None = None
    until: datetime | None = None


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
    voted = site.desk.document(entry.id, number) if form == VOTES else None
    if voted and not votes(voted.minutes):
        return None
    file = page_of(path, form, number)

    def make() -> Iterator[str]:
        document = voted or site.desk.document(entry.id, number)
        told = {"entry": entry, "minutes": document.minutes}
        if form == VOTES:
            yield site.look.render("votes.html", file, site=site, votes=votes(document.minutes), **told)
        else:
            yield site.look.render("attendance.html", file, site=site, present=presences(document), **told)

    return Page(file, make)


def _moved(site: Site, path: str, form: str, revision: str) -> Page | None:
    """Where it is now, if there is such a page."""
    there = elsewhere(site, path, page_of("", form, int(revision or 0)))
    return there if there and _beside(site, site.reader.moved(site.scope, path), form, revision) else None


def presences(document: Document) -> list[Presence]:
    """Everybody in the order of the roll, and when they wrote."""
    counts: dict[str, int] = {}
    first: dict[str, TranscriptLine] = {}
    last: dict[str, TranscriptLine] = {}
    for line in document.lines():
        person = line.person
        counts[person] = counts.get(person, 0) + 1
        first.setdefault(person, line)
        last[person] = line
    return [_presence(who, counts, first, last) for who in document.minutes.attendees]


def _presence(
    who: Attendee, counts: Mapping[str, int], first: Mapping[str, TranscriptLine], last: Mapping[str, TranscriptLine]
) -> Presence:
    """All that somebody wrote, under whichever of their keys."""
    keys = [key for key in who.keys if key in counts]
    if not keys:
        return Presence(who)
    begun, ended = min(first[key] for key in keys), max(last[key] for key in keys)
    return Presence(who, sum(counts[key] for key in keys), begun.number, begun.at, ended.at)
