"""Meetings to come as calendar data (RFC 5545): in wall time, each with a name that stays."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.core.schedule import Occasion

PRODUCT = "-//minutebot//meetings//EN"


def calendar(series: str, name: str, coming: Iterable[Occasion], moves: int, instance: str, stamp: datetime) -> bytes:
    """A series' meetings to come. `stamp` (UTC) is when what is told was last changed; `moves` counts the changes."""
    made = _empty(name)
    for occasion in coming:
        made.add_component(_event(series, name, occasion, moves, instance, stamp))
    return _whole(made)


def invitation(
    series: str, name: str, occasion: Occasion, moves: int, instance: str, stamp: datetime, *, instead: Occasion | None
) -> bytes:
    """One meeting, to be put into calendars; the one it was moved from is taken out of them."""
    made = _empty(name)
    if instead is not None:
        gone = _event(series, name, instead, moves, instance, stamp)
        gone["STATUS"] = "CANCELLED"
        made.add_component(gone)
    made.add_component(_event(series, name, occasion, moves, instance, stamp))
    return _whole(made)


def _empty(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    return made


def _event(series: str, name: str, occasion: Occasion, moves: int, instance: str, stamp: datetime) -> Event:
    """Named after its day: one that moves to another day is another event."""
    event = Event()
    event.add("uid", f"{series}-{occasion.on.isoformat()}@{instance}.minutebot")
    event.add("dtstamp", stamp)
    event.add("sequence", moves)
    event.add("summary", name)
    if occasion.begins is None or occasion.ends is None:
        event.add("dtstart", occasion.on)
        event.add("dtend", occasion.on + timedelta(days=1))
    else:
        zone = ZoneInfo(occasion.zone)
        event.add("dtstart", occasion.begins.astimezone(zone))
        event.add("dtend", occasion.ends.astimezone(zone))
    return event


def _whole(made: Calendar) -> bytes:
    made.add_missing_timezones()
    return bytes(made.to_ical())
