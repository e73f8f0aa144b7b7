"""Calendars: a series' meetings, those held and those to come; and a meeting."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice

from bot.app.reading import MeetingEntry, Shelf
from bot.core.appointments import Appointment, appointment, uid
from bot.core.schedule import Occasion, occasions
from bot.core.series import Series
from bot.web.places import address, calendar_of, page_of
from bot.web.site import Page, Site

AHEAD = 26
"""Meetings to come, of a series that meets by a rule."""
HELD = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def series(site: Site, series: str) -> Page | None:
    """The calendar of a series."""
    found = next(iter(site.reader.series(site.scope, series)), None)
    if found is None and series not in site.schedules:
        return None
    held = site.reader.meetings(site.scope, Shelf(series=series, limit=HELD))
    name = found.name if found else site.schedules[series].name
    changed = max((entry.updated_at for entry in held), default=_EPOCH)
    shown = [*(_held(site, entry) for entry in reversed(held)), *_ahead(site, series, name, changed)]
    return Page(calendar_of(series), lambda: (site.writer.calendar(name, shown),))


def meeting(site: Site, path: str) -> Page | None:
    """One meeting."""
    entry = site.reader.meeting(site.scope, path)
    if entry is None:
        return None
    return Page(f"{path}.ics", lambda: (site.writer.calendar(entry.title, [_held(site, entry)]),))


def coming(site: Site, slug: str) -> Occasion | None:
    """The next meeting of a series, if one knows."""
    return next(iter(_occasions(site, slug, 1)), None)


def _held(site: Site, entry: MeetingEntry) -> Appointment:
    ends = entry.ended_at or entry.started_at + timedelta(hours=1)
    url = address(site.look.public_url, page_of(entry.path)) if site.look.public_url else ""
    named = uid(entry.id, site.instance)
    return Appointment(named, entry.name, entry.day, entry.updated_at, entry.started_at, ends, url=url)


def _ahead(site: Site, slug: str, name: str, stamp: datetime) -> list[Appointment]:
    moves = site.reader.plan(slug)[1]
    coming = _occasions(site, slug, AHEAD)
    return [appointment(slug, name, occasion, moves, site.instance, stamp) for occasion in coming]


def _occasions(site: Site, slug: str, count: int) -> list[Occasion]:
    """From today on, but for today when the series has met."""
    rules = site.schedules.get(slug)
    said, _ = site.reader.plan(slug)
    today = site.today()
    met = site.reader.meetings(site.scope, Shelf(series=slug, since=today, until=today, limit=1))
    held = frozenset(f"{slug}-{entry.day.isoformat()}" for entry in met)
    series = Series(slug, slug, next_meeting=said, meeting_ids=held)
    zone = rules.zone if rules else UTC
    return list(
        islice(occasions(rules.schedule if rules else None, series, zone, datetime.combine(today, time(), UTC)), count)
    )
