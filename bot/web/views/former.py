"""What an older bot called its pages: such an address leads to the same meeting here."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import product

from bot.app.reading import MeetingEntry, Shelf
from bot.core.former import Former
from bot.core.slug import slugify
from bot.web.places import page_of
from bot.web.site import Page, Site

PAGES = (".html", ".log.html")
"""The endings of an older bot's files in whose place a page can stand that leads on."""
_HIDDEN = re.compile(r"(^|/)(\.|/|$)")


def former(site: Site, old: Iterable[Former], file: str) -> Page | None:
    """Where the meeting is now that an old address names; of several on that day, the one that began nearest."""
    for each in old:
        if found := each.pattern.fullmatch(file):
            named = {key: value or "" for key, value in found.groupdict().items()}
            if entry := _meeting(site, named):
                form = named.get("ending", "").removeprefix(".") or "html"
                return Page(file, leads_to=page_of(entry.path, form), lasting=True)
    return None


def pages_of(entry: MeetingEntry, old: Iterable[Former]) -> Iterator[str]:
    """What an older bot may have called the pages of a meeting."""
    fills = {
        "series": (entry.series, "_".join(entry.name.casefold().split())),
        "room": (_channel(entry),),
        "date": (entry.day.isoformat(), entry.started_at.date().isoformat()),
        "time": (f"{entry.started_at:%H.%M}",),
        "ending": PAGES,
    }
    for each in old:
        parts = [name for name in fills if f"{{{name}}}" in each.address]
        for chosen in product(*(dict.fromkeys(fills[name]) for name in parts)):
            file = _filled(each.address, dict(zip(parts, chosen, strict=True)))
            if file.endswith(".html") and file.isprintable() and not _HIDDEN.search(file):
                yield file


def _filled(address: str, values: dict[str, str]) -> str:
    known = values | {"year": values["date"][:4]}
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], address)


def _channel(entry: MeetingEntry) -> str:
    """The room's name without the signs before it."""
    return entry.room.partition("/")[2].lstrip("#&+!").partition(":")[0].casefold()


def _meeting(site: Site, named: dict[str, str]) -> MeetingEntry | None:
    try:
        day = date.fromisoformat(named["date"])
        at = datetime.strptime(re.sub(r"\D", "", named.get("time") or "0000"), "%H%M").time()  # noqa: DTZ007 - a time
    except ValueError:
        return None
    held = [entry for entry in site.reader.meetings(site.scope, Shelf(since=day, until=day)) if _is(entry, named)]
    return min(held, key=lambda entry: abs(_minutes(entry.started_at.time()) - _minutes(at)), default=None)


def _is(entry: MeetingEntry, named: dict[str, str]) -> bool:
    series, room = named.get("series", ""), named.get("room", "")
    here = _channel(entry)
    by_series = not series or slugify(series.replace("_", " ")) in {entry.series, slugify(entry.name)}
    return (by_series or series.lstrip("#").casefold() == here) and (not room or room.lstrip("#").casefold() == here)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
