"""What an older bot called its pages: such an address leads to the same meeting here."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from bot.app.reading import MeetingEntry, Shelf
from bot.core.slug import slugify
from bot.web.places import page_of
from bot.web.site import Page, Site

PARTS = {
    "series": r"(?P<series>[^/]+?)",
    "room": r"(?P<room>[^/]+?)",
    "date": r"(?P<date>\d{4}-\d\d-\d\d)",
    "year": r"\d{4}",
    "time": r"(?P<time>\d\d[.:]?\d\d)",
    "ending": r"(?P<ending>(?:\.log)?\.(?:html|txt)|)",
}
"""What may stand in braces. `ending` is that of one of MeetBot's four files, or nothing."""
_BRACES = re.compile(r"\\\{(\w+)\\\}")


def pattern(address: str) -> re.Pattern[str]:
    """An address of the config as a pattern.

    Raises:
        ValueError: something else is in braces, twice the same, or there is no {date}.
    """
    asked = re.findall(r"\{(\w+)\}", address)
    if unknown := sorted(set(asked) - set(PARTS)):
        raise ValueError(f"{address}: {{{unknown[0]}}} is not known; there are {', '.join(PARTS)}")
    seen: set[str] = set()

    def part(found: re.Match[str]) -> str:
        name = found[1]
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again and name != "year" else PARTS[name]

    if "date" not in asked:
        raise ValueError(f"{address}: a meeting is found by its day; say where the {{date}} is")
    return re.compile(_BRACES.sub(part, re.escape(address.removeprefix("/"))))


def former(site: Site, patterns: Iterable[re.Pattern[str]], file: str) -> Page | None:
    """Where the meeting is now that an old address names; of several on that day, the one that began nearest."""
    for each in patterns:
        if found := each.fullmatch(file):
            named = {key: value or "" for key, value in found.groupdict().items()}
            if entry := _meeting(site, named):
                form = named.get("ending", "").removeprefix(".") or "html"
                return Page(file, leads_to=page_of(entry.path, form), lasting=True)
    return None


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
    here = entry.room.partition("/")[2].lstrip("#&+!").partition(":")[0].casefold()
    by_series = not series or slugify(series.replace("_", " ")) in {entry.series, slugify(entry.name)}
    return (by_series or series.lstrip("#").casefold() == here) and (not room or room.lstrip("#").casefold() == here)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
