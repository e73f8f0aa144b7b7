"""Meetings as calendar data (RFC 5545): in wall time, each with a name that stays."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.core.appointments import Appointment
from bot.core.text import one_line

PRODUCT = "-//minutebot//meetings//EN"


def calendar(name: str, appointments: Iterable[Appointment]) -> bytes:
    """A calendar of that name."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", one_line(name))
    for each in appointments:
        made.add_component(_event(each))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(appointment: Appointment) -> Event:
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
