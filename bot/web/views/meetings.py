"""The pages of one meeting: its minutes, its transcript, its other forms, and what changed between revisions."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff
from itertools import islice
from typing import Any

from bot.app.reading import MeetingEntry
from bot.web.parts import ABOUT, ARTICLE, OPENING, SAID, VOTED, Parts
from bot.web.places import changes_of, page_of
from bot.web.site import Page, Site

KINDS = {"+": "added", "-": "removed", "@": "place"}
TALK = 40
"""Lines of talk on the page of a meeting that runs."""


def minutes(site: Site, path: str, revision: str = "") -> Page | None:
    """The minutes; those of an earlier revision say so."""
    entry = site.reader.meeting(site.scope, path)
    number = number_of(entry, revision)
    if entry is None or number is None:
        return elsewhere(site, path, page_of("", "html", int(revision or 0))) or _aborted(site, path, revision)
    file = page_of(path, revision=number)

    def make() -> Iterator[str]:
        parts = Parts(site, entry, number)
        before, after = site.reader.neighbours(site.scope, entry)
        yield site.look.render(
            "minutes.html",
            file,
            **parts.frame,
            **_now(parts),
            draft=entry.running and not number,
            opening=parts[OPENING],
            about=parts[ABOUT],
            article=parts[ARTICLE],
            votes=parts[VOTED],
            before=before,
            after=after,
        )

    return Page(file, make)


def _now(parts: Parts) -> dict[str, Any]:
    """Of a meeting that runs, up to where the page has it, and the last lines."""
    if not parts.follow:
        return {"follow": "", "talk": ()}
    told, document = parts.minutes, parts.document
    lines = islice(document.lines(), max(0, told.lines - TALK), None)
    talk = parts.site.writer.conversation(told, lines) if told.lines else ()
    return {"follow": f"{told.lines}.{document.seq}", "talk": talk}


def transcript(site: Site, path: str, revision: str = "") -> Page | None:
    """What was said, in a page."""
    entry = site.reader.meeting(site.scope, path)
    number = number_of(entry, revision)
    if entry is None or number is None:
        return elsewhere(site, path, page_of("", "log.html", int(revision or 0)))
    file = page_of(path, "log.html", number)

    def make() -> Iterator[str]:
        parts = Parts(site, entry, number)
        before, _, after = site.look.render("transcript.html", file, **parts.frame, mark=HERE).partition(HERE)
        yield before
        yield from parts.pieces(SAID)
        yield after

    return Page(file, make)


HERE = "<!-- the transcript -->"


def plain(site: Site, path: str, form: str, revision: str = "") -> Page | None:
    """The minutes as Markdown, text or JSON, or the transcript as text."""
    entry = site.reader.meeting(site.scope, path)
    number = number_of(entry, revision)
    if entry is None or number is None:
        return elsewhere(site, path, page_of("", form, int(revision or 0)))
    parts = Parts(site, entry, number)
    return Page(page_of(path, form, number), lambda: parts.pieces(form))


def changes(site: Site, path: str, before: str, after: str) -> Page | None:
    """What changed from one revision to the next, line by line."""
    entry = site.reader.meeting(site.scope, path)
    if entry is None or int(after) != int(before) + 1 or not 1 <= int(before) < entry.revision:
        return None
    file = changes_of(path, int(after))

    def make() -> Iterator[str]:
        newest = 0 if entry.revision == int(after) and not entry.running else int(after)
        texts = ["".join(Parts(site, entry, number).pieces("txt")) for number in (int(before), newest)]
        lines = list(_diff(*texts))
        yield site.look.render("changes.html", file, site=site, entry=entry, before=int(before), lines=lines)

    return Page(file, make)


def number_of(entry: MeetingEntry | None, revision: str) -> int | None:
    """The revision that an address asks for, 0 for the newest one; None when that address is not given out."""
    if entry is None:
        return None
    number, last = int(revision or 0), entry.revision - (not entry.running)
    return number if number <= last else None


def elsewhere(site: Site, path: str, ending: str) -> Page | None:
    """Where the meeting went that was there before it was renamed; `ending` is what stands behind its path."""
    to = site.reader.moved(site.scope, path)
    return Page(path + ending, leads_to=to + ending, lasting=True) if to and to != path else None


def _aborted(site: Site, path: str, revision: str) -> Page | None:
    """What stands where a draft was, whose meeting was then aborted."""
    entry = None if revision else site.reader.aborted(site.scope, path)
    return replace(site.page("aborted.html", page_of(path), title=entry.title), gone=True) if entry else None


def _diff(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of a unified diff, each with what it is; the two that name the files are left out."""
    for number, line in enumerate(unified_diff(before.split("\n"), after.split("\n"), lineterm="")):
        if number > 1:
            yield KINDS.get(line[:1], "same"), line
