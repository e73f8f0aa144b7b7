"""Where every page stands: paths from the root of the site, the same in the static tree and on the live site."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

HOME = "index.html"
FEED, CALENDAR = "atom.xml", "calendar.ics"
ACTIONS, DECISIONS, PEOPLE = "actions.html", "decisions.html", "people.html"
SLUG = r"[\w-]+"
NAME = r"\d{4}-\d\d-\d\d(?:-\d+)?"
ATTENDANCE, VOTES = "attendance.html", "votes.html"
FORMS = ("log.txt", "log.html", "ics", "txt", "md", "json", ATTENDANCE, VOTES, "html")
"""What there is of a meeting; the page comes last, so that its links have their targets."""
REVISED = tuple(form for form in FORMS if form != "ics")
"""What there is of an earlier revision; when the meeting was is one thing for all of them."""

LISTED = {
    "front": ("txt", "md", "json", "atom", "ics"),
    "series": ("txt", "md", "json", "atom", "ics"),
    "span": ("txt", "md", "json", "ics"),
    "actions": ("txt", "md", "json", "atom", "ics"),
    "closed": ("txt", "md", "json", "atom"),
    "decisions": ("txt", "md", "json", "atom"),
    "months": ("txt", "md", "json"),
    "month": ("txt", "md", "json"),
    "people": ("txt", "md", "json"),
    "person": ("txt", "md", "json", "ics"),
}
"""Which forms there are of each kind of page that lists something, beside the page.

A year and a day of all series have none: they lead to what has, and there are thousands of them.
"""
FORM_NAMES = {"txt": "Plain text", "md": "Markdown", "json": "JSON", "atom": "Atom feed", "ics": "Calendar"}

MEDIA = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "ics": "text/calendar; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def page_of(path: str, form: str = "html", revision: int = 0) -> str:
    """The file of a meeting: "weekly/2026-04-08.html", or ".r1.html" for an earlier revision."""
    return f"{path}.r{revision}.{form}" if revision else f"{path}.{form}"


def form_of(page: str, form: str) -> str:
    """The file in which a page's list is in another form: "actions.json"; the feed and calendar of a directory."""
    directory = {"atom": FEED, "ics": CALENDAR}.get(form, "")
    if directory and page.rpartition("/")[2] == HOME:
        return page.removesuffix(HOME) + directory
    return f"{page.removesuffix('.html')}.{form}"


def with_forms(kind: str, page: str) -> Iterator[str]:
    """The files of a page that lists something; the page comes last, so that its links have their targets."""
    yield from (form_of(page, form) for form in LISTED[kind])
    yield page


def changes_of(path: str, after: int) -> str:
    """The page that shows what changed from the revision before to this one."""
    return f"{path}.r{after - 1}-r{after}.html"


def series_of(slug: str) -> str:
    return f"{slug}/{HOME}"


def year_of(slug: str, year: int) -> str:
    return f"{slug}/{year}/{HOME}"


def calendar_of(series: str) -> str:
    """The calendar of a series; "" is of all."""
    return f"{series}/{CALENDAR}" if series else CALENDAR


def feed_of(series: str) -> str:
    """The feed of a series; "" is the whole site's."""
    return f"{series}/{FEED}" if series else FEED


def of_part(register: str, part: int | str) -> str:
    """A register's page of one year, or of one state: "actions.2026.html", "actions.closed.html"."""
    return register.replace(".", f".{part}.")


def of_month(register: str, year: int, month: int) -> str:
    """A register's page of one month: "actions.2026-04.html"."""
    return of_part(register, f"{year:04}-{month:02}")


def date_of(year: int, month: int = 0, day: int = 0) -> str:
    """The page of a year, a month or a day: "2026/04/08/index.html"."""
    return "/".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part), HOME])


def sitemap_of(year: int = 0) -> str:
    """The sitemap of a year, or the one that leads to all."""
    return f"{year:04}/sitemap.xml" if year else "sitemap.xml"


def link(target: str, page: str) -> str:
    """The address of one file as seen from another; `target` may have a query or a fragment behind it."""
    file, behind = _apart(target)
    return _way(page.rpartition("/")[0], file) + behind


@lru_cache(maxsize=4096)
def _way(directory: str, file: str) -> str:
    here, there = directory.split("/") if directory else [], file.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return _quoted("/".join([*[".."] * (len(here) - shared), *there[shared:]]))


def _quoted(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path)


_PLAIN = re.compile(r"[\w./~-]+", re.ASCII)


def address(public_url: str, target: str) -> str:
    """The absolute address of a file, without the name of a directory's page; relative to the root if there is none."""
    file, behind = _apart(target)
    shown = file.removesuffix(HOME) if file == HOME or file.endswith(f"/{HOME}") else file
    return f"{public_url}/{_quoted(shown)}{behind}" if public_url else _quoted(file) + behind


def reached(public_url: str, target: str, page: str) -> str:
    """The address of a file as another one has it that is read elsewhere, too: absolute where that can be known."""
    return address(public_url, target) if public_url else link(target, page)


def _apart(target: str) -> tuple[str, str]:
    """The file, and the query and the fragment, which are spelt as they must be."""
    if "#" not in target and "?" not in target:
        return target, ""
    ends = _BEHIND.search(target)
    at = ends.start() if ends else len(target)
    return target[:at], target[at:]


_BEHIND = re.compile("[?#]")


def media(file: str) -> str:
    """The media type of a file, by its ending (RFC 9110 8.3)."""
    if file.rpartition("/")[2] == FEED:
        return MEDIA["atom"]
    return MEDIA.get(file.rpartition(".")[2], "application/octet-stream")
