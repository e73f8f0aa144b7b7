"""Calendars: a series' meetings, those held and those to come; and a meeting."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice

from bot.app.reading import MeetingEntry, SeriesEntry, Shelf
from bot.core.appointments import Appointment, appointment, uid
from bot.core.schedule import Occasion, occasions
from bot.core.series import Series
from bot.web.places import address, calendar_of, page_of
from bot.web.site import Page, Site

AHEAD = 26
"""Meetings to come, of a series that meets by a rule."""
HELD = 100
"""Meetings that were held, the latest: the older ones are in the calendars of the years."""
SETTLED = 1_000_000
"""A greater SEQUENCE than anything had that was said of a meeting to come."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def series(site: Site, series: str) -> Page | None:
    """The calendar of a series, for who sees a meeting of it: what is to come of others is nobody else's business."""
    found = next(iter(site.reader.series(site.scope, series)), None)
    if found is None:
        return None
    shown = _of_series(site, found)
    return Page(calendar_of(series), lambda: (site.writer.calendar(found.name, shown),))


def everything(site: Site) -> Page:
    """The calendar of all series."""
    latest = site.reader.meetings(site.scope, Shelf(limit=HELD))
    shown = [held(site, entry) for entry in reversed(latest)]
    for found in site.reader.series(site.scope):
        newest = site.reader.meetings(site.scope, Shelf(series=found.slug, limit=1))
        shown += _ahead(site, found.slug, found.name, max((each.updated_at for each in newest), default=_EPOCH))
    return Page(calendar_of(""), lambda: (site.writer.calendar(site.look.title, shown),))


def _of_series(site: Site, found: SeriesEntry) -> list[Appointment]:
    meetings = site.reader.meetings(site.scope, Shelf(series=found.slug, limit=HELD))
    changed = max((entry.updated_at for entry in meetings), default=_EPOCH)
    return [*(held(site, entry) for entry in reversed(meetings)), *_ahead(site, found.slug, found.name, changed)]


def meeting(site: Site, path: str) -> Page | None:
    """One meeting."""
    entry = site.reader.meeting(site.scope, path)
    if entry is None:
        return None
    return Page(f"{path}.ics", lambda: (site.writer.calendar(entry.title, [held(site, entry)]),))


def coming(site: Site, slug: str) -> Occasion | None:
    """The next meeting of a series that the reader sees, if one knows."""
    return next(iter(_occasions(site, slug, 1)), None)


def held(site: Site, entry: MeetingEntry) -> Appointment:
    """A meeting that was held, or runs."""
    ends = entry.ended_at or entry.started_at + timedelta(hours=1)
    url = address(site.look.public_url, page_of(entry.path)) if site.look.public_url else ""
    named = uid(entry.id, site.instance)
    times, sequence = (entry.updated_at, entry.started_at, ends), SETTLED + entry.revision
    return Appointment(named, entry.name, entry.day, *times, url=url, sequence=sequence)


def _ahead(site: Site, slug: str, name: str, stamp: datetime) -> list[Appointment]:
    moves = site.reader.plan(site.scope, slug)[1]
    coming = _occasions(site, slug, AHEAD)
    return [appointment(slug, name, occasion, moves, site.instance, stamp) for occasion in coming]


def _occasions(site: Site, slug: str, count: int) -> list[Occasion]:
    """From today on, but for days when the series has met, which are days of its own zone."""
    rules = site.schedules.get(slug)
    said, _ = site.reader.plan(site.scope, slug)
    today, day = site.today(), timedelta(days=1)
    met = site.reader.meetings(site.scope, Shelf(series=slug, since=today - day, until=today + day))
    ids = frozenset(f"{slug}-{entry.day.isoformat()}" for entry in met)
    series = Series(slug, slug, next_meeting=said, meeting_ids=ids)
    zone = rules.zone if rules else UTC
    return list(
        islice(occasions(rules.schedule if rules else None, series, zone, datetime.combine(today, time(), UTC)), count)
    )
