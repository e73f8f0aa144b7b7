"""When a series meets: a rule in wall time, and what `#nextmeeting` said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.minutes import NextMeeting
from bot.core.series import Series

LOOK_AHEAD = 1000  # days of a rule that are looked at: one with exceptions may leave many out


@dataclass(frozen=True, slots=True)
class Schedule:
    """`rule` is a recurrence rule (RFC 5545 3.3.10) for the days, `at` the wall time in `zone`, summer and winter.

    `since` is the first day, and what the rule counts from. `without` are days on which it does not meet.
    """

    rule: str
    at: time
    zone: tzinfo
    since: date
    length: timedelta = timedelta(hours=1)
    without: frozenset[date] = frozenset()

    def days(self, first: date) -> Iterator[date]:
        """The days it meets, from this one on."""
        from dateutil.rrule import rrulestr  # noqa: PLC0415 - memory, where no series has a schedule

        begin = max(first, self.since)
        rule = rrulestr(self.rule, dtstart=datetime.combine(self.since, time()))
        for at in rule.xafter(datetime.combine(begin, time()), inc=True):
            if at.date() - begin > timedelta(days=LOOK_AHEAD):
                return
            if at.date() not in self.without:
                yield at.date()


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting that is to come. `begins` and `ends` are UTC, None where only the day is known.

    `wall` is the time on the clock there ("16:00"), `zone` its name.
    """

    on: date
    begins: datetime | None = None
    ends: datetime | None = None
    wall: str = ""
    zone: str = ""

    @property
    def over_at(self) -> datetime:
        """When it is too late for it to begin on time; the end of a day of which no time is known (UTC)."""
        return self.begins or datetime.combine(self.on + timedelta(days=1), time(), UTC)


def occasions(schedule: Schedule | None, series: Series, zone: tzinfo, now: datetime) -> Iterator[Occasion]:
    """What is to come, soonest first: the day that `#nextmeeting` said in place of those of the rule before it."""
    said = _said(schedule, series.next_meeting, zone)
    if said is not None and (said.over_at <= now or is_held(series, said.on)):
        said = None
    if said is not None:
        yield said
    if schedule is None:
        return
    first = said.on + timedelta(days=1) if said else now.astimezone(schedule.zone).date()
    for day in schedule.days(first):
        occasion = _scheduled(schedule, day)
        if occasion.over_at > now and not is_held(series, day):
            yield occasion


def next_occasion(schedule: Schedule | None, series: Series, zone: tzinfo, now: datetime) -> Occasion | None:
    return next(islice(occasions(schedule, series, zone, now), 1), None)


def is_held(series: Series, day: date) -> bool:
    """Whether the series has met on this day."""
    return f"{series.slug}-{day.isoformat()}" in series.meeting_ids


def _said(schedule: Schedule | None, when: NextMeeting | None, zone: tzinfo) -> Occasion | None:
    if when is None:
        return None
    place: tzinfo = ZoneInfo(when.zone) if when.zone else schedule.zone if schedule else zone
    wall = time.fromisoformat(when.time) if when.time else schedule.at if schedule else None
    length = schedule.length if schedule else timedelta(hours=1)
    return _occasion(when.on, wall, place, length)


def _scheduled(schedule: Schedule, day: date) -> Occasion:
    return _occasion(day, schedule.at, schedule.zone, schedule.length)


def _occasion(day: date, wall: time | None, zone: tzinfo, length: timedelta) -> Occasion:
    if wall is None:
        return Occasion(day)
    begins = datetime.combine(day, wall, zone).astimezone(UTC)
    there = begins.astimezone(zone)  # a time that the clocks leap over is an hour later
    return Occasion(day, begins, begins + length, f"{there:%H:%M}", str(zone))
