"""Where things stand in the archive: names that are safe on a disk and in an address."""

import re
from pathlib import Path
from urllib.parse import quote

from bot.api import PermanentError

LONGEST = 230
"""Bytes of a name: 255 is the common limit, and suffixes come after it."""

_FEED_ID = re.compile(r"<id>tag:([A-Za-z0-9.-]{1,253}),\d{4}:archive</id>")
_TAKEN = re.compile(r"(^index|\.(html|md|txt|json|xml|log|r\d+(-r\d+)?))$", re.IGNORECASE)


def safe_name(name: str) -> str:
    """`name`, if it can be one name in a directory and collides with none of the archive's own.

    Raises:
        PermanentError: it cannot.
    """
    reason = _complaint(name)
    if reason:
        raise PermanentError(f"can't file minutes under {name!a}: {reason}; give the series another name")
    return name


def _complaint(name: str) -> str:
    if not name or name != name.strip():
        return "a part of the path is empty, or has a blank at its end"
    if name.startswith("."):
        return "a part of the path begins with a dot"
    if "/" in name or "\\" in name or not name.isprintable():
        return "it has a slash, a backslash or a character that can't be printed in it"
    if len(name.encode("utf-8")) > LONGEST:
        return f"it is longer than {LONGEST} bytes"
    if _TAKEN.search(name):
        return "the archive keeps that name, or that ending, for its own pages"
    return ""


def safe_path(path: str) -> str:
    """`path` ("weekly/2026-04-08"), if every part of it is a safe name; it never leads out of the archive.

    Raises:
        PermanentError: it is absolute, has "..", is hidden, empty, or otherwise unsafe.
    """
    for name in path.split("/"):
        safe_name(name)
    return path


def page_of(path: str, form: str = "html", revision: int = 0) -> str:
    """The file of a meeting, from the root: "weekly/2026-04-08.html", or ".r1.html" for an earlier revision."""
    return f"{path}.r{revision}.{form}" if revision else f"{path}.{form}"


def authority_in(root: Path) -> str:
    """Whose name the ids in the feed of an archive bear: readers know the meetings by them, wherever it moves."""
    try:
        found = _FEED_ID.search((root / "atom.xml").read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return ""
    return found[1] if found else ""


def address(public_url: str, target: str) -> str:
    """The absolute address of a file; relative to the root when there is no public address."""
    return f"{public_url}/{quote(target)}" if public_url else quote(target)
