"""The times that stand before the lines of a log, and the instants they mean."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

MIDNIGHT_LEAP = timedelta(hours=12)
FIRST_YEAR, LAST_YEAR = 1970, 2999
HALF_A_YEAR = timedelta(days=183)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?:[ \u00a0\u202f]?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
ISO = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ]"
    rf"{TIME}(?: ?(?P<offset>Z|[+-]\d\d:?\d\d)Z?)?"
)
DAY_FIRST = rf"(?:(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{{4}}) )?{TIME}"
MONTH_NAMED = rf"(?P<name>[^\W\d_]{{3,12}})\.? +(?P<day>\d{{1,2}}) {TIME}"
SLASHED = rf"(?P<one>\d{{1,2}})[/.](?P<two>\d{{1,2}})[/.](?P<year>\d{{4}}),? {TIME}"


class Stamp(NamedTuple):
    """A time as it stands in a log; `at` has a zone if it says an offset. What it does not say of the date is 0."""

    at: time
    year: int = 0
    month: int = 0
    day: int = 0


def read_stamp(pattern: re.Pattern[str], text: str) -> Stamp | None:
    """The stamp in `text`, whose parts are named groups of `pattern`; None if there is no such time or day."""
    match = pattern.fullmatch(text)
    if match is None:
        return None
    said = match.groupdict(default="")
    try:
        at = time(_hour(said), int(said["minute"]), min(int(said["second"] or 0), 59), tzinfo=_offset(said))
        year, month, day = _date(said)
        if year:
            date(year, month, day)
    except ValueError:
        return None
    return Stamp(at, year, month, day) if not year or FIRST_YEAR <= year <= LAST_YEAR else None


def _hour(said: dict[str, str]) -> int:
    hour = int(said["hour"])
    half = said["half"].lower()
    return hour if not half or hour > 12 else hour % 12 + (12 if half == "p" else 0)  # noqa: PLR2004 - hours of a half day


def _date(said: dict[str, str]) -> tuple[int, int, int]:
    """Year, month and day; a month of another language is as good as none."""
    if said.get("one"):
        month, day = _month_and_day(int(said["one"]), int(said["two"]), american=bool(said["half"]))
        return int(said["year"]), month, day
    if "name" in said:
        name = said["name"][:3].lower()
        return (0, MONTHS.index(name) + 1, int(said["day"])) if name in MONTHS else (0, 0, 0)
    return int(said.get("year") or 0), int(said.get("month") or 0), int(said.get("day") or 0)


def _month_and_day(one: int, two: int, *, american: bool) -> tuple[int, int]:
    """Who writes 3:00 PM writes the month first, unless that can't be."""
    month_first = american if max(one, two) <= len(MONTHS) else two > len(MONTHS)
    return (one, two) if month_first else (two, one)


def _offset(said: dict[str, str]) -> tzinfo | None:
    offset = said.get("offset")
    if not offset:
        return None
    if offset == "Z":
        return UTC
    length = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-length if offset[0] == "-" else length)


class Calendar:
    """Turns the stamps of a log, in their order, into instants (UTC).

    `day` is the day of the first line if that says none, `zone` whose wall clock it is.
    """

    def __init__(self, day: date, zone: tzinfo = UTC) -> None:
        self._zone = zone
        self.turn(day)

    def turn(self, day: date) -> None:
        """The log says that a day begins: what comes next is of that day, whatever was the time before."""
        self._day = day
        self._last = datetime.min.replace(tzinfo=UTC)

    @property
    def midnight(self) -> datetime:
        """The start of the day, for what has no time."""
        return datetime.combine(self._day, time(), self._zone).astimezone(UTC)

    def instant(self, stamp: Stamp) -> datetime:
        """When that was; a clock without a date that leaps back by half a day has passed midnight."""
        said = self._said(stamp)
        self._day = said or self._day
        at = self._utc(datetime.combine(self._day, stamp.at))
        if said is None and self._last - at > MIDNIGHT_LEAP and self._day.year < LAST_YEAR:
            self._day += timedelta(days=1)
            at = self._utc(datetime.combine(self._day, stamp.at))
        self._last = at
        return at

    def _said(self, stamp: Stamp) -> date | None:
        """The date on the stamp; one without a year lies in the year that goes on."""
        if stamp.year or not stamp.month:
            return date(stamp.year, stamp.month, stamp.day) if stamp.year else None
        try:
            on = date(self._day.year, stamp.month, stamp.day)
            return on.replace(year=on.year + 1) if self._day - on > HALF_A_YEAR else on
        except ValueError:  # no 29th of February that year
            return None

    def _utc(self, local: datetime) -> datetime:
        """The instant of a wall clock; in the hour that comes twice, the second time once the first has been."""
        if local.tzinfo is not None:
            return local.astimezone(UTC)
        first, second = (local.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return second if first < self._last <= second else first
