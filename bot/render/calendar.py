"""Meetings as calendar data (RFC 5545): in wall time, each with a name that stays."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.appointments import Appointment
from bot.core.text import one_line

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//minutebot//meetings//EN"
UTC = "UTC"
END = b"END:VCALENDAR\r\n"


def calendar(name: str, appointments: Iterable[Appointment]) -> bytes:
    """A calendar of that name."""
    from icalendar import Calendar  # noqa: PLC0415 - megabytes that nothing else needs

    shown = tuple(appointments)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", one_line(name))
    if all(each.zone == UTC for each in shown):
        head = bytes(made.to_ical()).removesuffix(END)
        return b"".join((head, *map(_in_utc, shown), END))
    for each in shown:
        made.add_component(_event(each))
    made.add_missing_timezones()
    return bytes(made.to_ical())


@lru_cache(maxsize=2048)
def _in_utc(appointment: Appointment) -> bytes:
    """What needs no zone is the same in every calendar, and each meeting is in a dozen of them."""
    return bytes(_event(appointment).to_ical())


def _event(appointment: Appointment) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - see above

    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", appointment.stamp)
    event.add("sequence", appointment.sequence)
    event.add("summary", one_line(appointment.name))
    if appointment.begins is None or appointment.ends is None:
        event.add("dtstart", appointment.on)
        event.add("dtend", appointment.on + timedelta(days=1))
    else:
        zone = ZoneInfo(appointment.zone)
        event.add("dtstart", appointment.begins.astimezone(zone))
        event.add("dtend", appointment.ends.astimezone(zone))
    if appointment.url:
        event.add("url", appointment.url)
    if appointment.cancelled:
        event.add("status", "CANCELLED")
    return event
