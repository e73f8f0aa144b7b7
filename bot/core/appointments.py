"""Meetings as calendars have them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.schedule import Occasion


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting in a calendar. `uid` is its name for ever; `sequence` grows when it is told anew (RFC 5545 3.8.7.4).

    `begins` and `ends` are UTC, to be shown by the clocks of `zone`; None where only the day is known. `stamp` (UTC) is
    when what is told was last changed.
    """

    uid: str
    name: str
    on: date
    stamp: datetime
    begins: datetime | None = None
    ends: datetime | None = None
    zone: str = "UTC"
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def uid(meeting: str, instance: str) -> str:
    """The name of a meeting (its id, or what it will be) of this installation."""
    return f"{meeting}@{instance}.minutebot"


def appointment(series: str, name: str, occasion: Occasion, moves: int, instance: str, stamp: datetime) -> Appointment:
    """A meeting to come. It is named after its day: one that moves to another day is another one."""
    zone = occasion.zone or "UTC"
    named = uid(f"{series}-{occasion.on.isoformat()}", instance)
    return Appointment(named, name, occasion.on, stamp, occasion.begins, occasion.ends, zone, sequence=moves)
