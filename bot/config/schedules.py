"""When a series meets, and what is said of it beforehand: the tables `schedule` and `announce` of a series."""

from datetime import date, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, model_validator

from bot.config.values import Duration, OneLine, Settings
from bot.core.schedule import Schedule


def _rule(value: str) -> str:
    """A recurrence rule for days: counted from a day, not from a clock."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - memory, where no series has a schedule

    try:
        rule = rrulestr(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f'not a recurrence rule such as "FREQ=WEEKLY;BYDAY=WE" (RFC 5545 3.3.10): {error}') from None
    freq = value.upper().partition("FREQ=")[2].partition(";")[0]
    if freq not in {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"} or not hasattr(rule, "xafter"):
        raise ValueError("a series meets daily, weekly, monthly or yearly; FREQ must say which")
    return value


class ScheduleSettings(Settings):
    rule: Annotated[OneLine, AfterValidator(_rule)]
    time: time
    since: date
    length: Duration = timedelta(hours=1)
    without: tuple[date, ...] = ()

    def schedule(self, zone: str) -> Schedule:
        return Schedule(self.rule, self.time, ZoneInfo(zone), self.since, self.length, frozenset(self.without))


class AnnounceSettings(Settings):
    """How long before a meeting what is said; 0 for never. `to`: publishers that mail; left out, all that can."""

    to: tuple[str, ...] | None = None
    call: Duration = timedelta(days=7)
    agenda: Duration = timedelta(days=1)
    remind: Duration = timedelta(minutes=15)
    by_mail: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.call and self.call <= self.agenda:
            raise ValueError("the call for agenda items goes out before the agenda; make `call` longer than `agenda`")
        return self
