"""What a meeting's minutes give to templates."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.api import Minutes, one_line

Value = str | int | date | datetime | list[str]

PLACE = frozenset({"path", "permalink", "meeting_id", "series", "date", "year", "month", "day"})
"""Fields that are safe in a path."""

PAGE = PLACE | {
    "title", "name", "room", "digest", "short_date", "revision", "author", "author_uri", "author_email", "attendees",
    "started_at", "ended_at",
}  # fmt: skip
"""Fields of front matter, and of a commit's message."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)


def fields_of(minutes: Minutes) -> Mapping[str, Value]:
    """Every field, as what it is; texts are one line."""
    day, author = minutes.date, minutes.author
    return {
        "path": minutes.path,
        "permalink": minutes.permalink or minutes.meeting_id,
        "meeting_id": minutes.meeting_id,
        "series": minutes.series,
        "date": day,
        "year": f"{day:%Y}",
        "month": f"{day:%m}",
        "day": f"{day:%d}",
        "title": one_line(minutes.title),
        "name": one_line(minutes.name),
        "room": one_line(minutes.room),
        "digest": one_line(minutes.digest),
        "short_date": short_date(day),
        "revision": minutes.revision,
        "author": one_line(author.name),
        "author_uri": one_line(author.uri),
        "author_email": one_line(author.email),
        "attendees": [one_line(attendee.name) for attendee in minutes.attendees],
        "started_at": minutes.started_at,
        "ended_at": minutes.ended_at or "",
    }


def texts_of(minutes: Minutes) -> Mapping[str, str]:
    """Every field as text."""
    return {name: as_text(value) for name, value in fields_of(minutes).items()}


def as_text(value: Value) -> str:
    match value:
        case datetime() | date():
            return value.isoformat()
        case list():
            return ", ".join(value)
        case _:
            return str(value)


def short_date(day: date) -> str:
    """`"8th Apr 2026"`, as the page's own description has it."""
    ending = "th" if day.day in _TEENS else _ENDINGS.get(day.day % 10, "th")
    return f"{day.day}{ending} {_MONTHS[day.month - 1]} {day.year}"
