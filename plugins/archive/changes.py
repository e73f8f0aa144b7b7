"""What changed from one revision of the minutes to the next, line by line."""

from collections.abc import Iterator
from difflib import unified_diff

from bot.api import Edition
from plugins.archive.entries import Page
from plugins.archive.places import changes_of, page_of
from plugins.archive.site import Listing, Site

KINDS = {"+": "added", "-": "removed", "@": "place"}


def changes(site: Site, path: str, before: Edition, after: Edition) -> Listing:
    """The page that shows it, made of the two texts."""
    return site.page(
        "changes.html",
        changes_of(path, before.revision, after.revision),
        meeting=Page.model_validate(after.minutes),
        before=before.revision,
        after=after.revision,
        before_html=page_of(path, revision=before.revision),
        newest=page_of(path),
        lines=list(_lines(before.pages["txt"], after.pages["txt"])),
    )


def _lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of a unified diff, each with what it is; the two that name the files are left out."""
    for number, line in enumerate(unified_diff(before.split("\n"), after.split("\n"), lineterm="")):
        if number > 1:
            yield KINDS.get(line[:1], "same"), line
