"""Meetings as calendar data (RFC 5545): in wall time, each with a name that stays."""

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.appointments import Appointment
from bot.core.text import one_line

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//minutebot//meetings//EN"
METHOD = "PUBLISH"
UTC = "UTC"
END = b"END:VCALENDAR\r\n"


def calendar(name: str, appointments: Iterable[Appointment]) -> bytes:
    """A calendar of that name."""
    shown = tuple(appointments)
    if all(each.zone == UTC for each in shown):
        return b"".join((_head(name), *map(_in_utc, shown), END))
    made = _empty(name)
    for each in shown:
        made.add_component(_event(each))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _head(name: str) -> bytes:
    """What stands before the events; likewise (see `_plainly`)."""
    named = f"X-WR-CALNAME:{one_line(name)}"
    if not _PLAIN.fullmatch(named):
        return bytes(_empty(name).to_ical()).removesuffix(END)
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{METHOD}", named, "")
    return "\r\n".join(lines).encode()


def _empty(name: str) -> "Calendar":
    from icalendar import Calendar  # noqa: PLC0415 - megabytes that nothing else needs

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", METHOD)
    made.add("x-wr-calname", one_line(name))
    return made


@lru_cache(maxsize=2048)
def _in_utc(appointment: Appointment) -> bytes:
    """What needs no zone is the same in every calendar, and each meeting is in a dozen of them."""
    plain = _plainly(appointment)
    return plain.encode() if plain else bytes(_event(appointment).to_ical())


def _plainly(event: Appointment) -> str:
    """The same, where nothing must be escaped or folded (RFC 5545 3.1, 3.3.11), in a fiftieth of the time; else ""."""
    if event.begins is None or event.ends is None:
        days = f";VALUE=DATE:{event.on:%Y%m%d}", f";VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    else:
        days = f":{event.begins:{_INSTANT}}", f":{event.ends:{_INSTANT}}"
    lines = [
        "BEGIN:VEVENT",
        f"SUMMARY:{one_line(event.name)}",
        f"DTSTART{days[0]}",
        f"DTEND{days[1]}",
        f"DTSTAMP:{event.stamp:{_INSTANT}}",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        *(["STATUS:CANCELLED"] if event.cancelled else []),
        *([f"URL:{event.url}"] if event.url else []),
        "END:VEVENT\r\n",
    ]
    is_plain = all(map(_PLAIN.fullmatch, lines[:-1]))
    return "\r\n".join(lines) if is_plain else ""


_INSTANT = "%Y%m%dT%H%M%SZ"
_PLAIN = re.compile(r"[ !#-+\--:<-\[\]-~]{1,74}|(?:DTSTART|DTEND);VALUE=DATE:\d{8}")


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
