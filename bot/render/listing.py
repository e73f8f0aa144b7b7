"""A list of the archive -> text, Markdown and JSON."""

from collections.abc import Iterator
from typing import Any

from bot.app.listing import Listing, Row
from bot.core.text import one_line
from bot.render import escape, wrapping
from bot.render.indented import indented
from bot.render.sentences import Fixed, Link, Typed

FORMAT, VERSION = "minutebot-list", 1
WIDTH = 72
NOTHING, MORE = "Nothing.", "There is more than is listed here."


def text(listing: Listing) -> str:
    """72 columns; below each entry what is known of it, and its address on a line of its own."""
    title = one_line(listing.title)
    lines = [title, "=" * wrapping.columns(title), listing.address]
    for part in listing.parts:
        if part.rows:
            lines += ["", part.title, "-" * wrapping.columns(part.title)]
            lines += [line for row in part.rows for line in _lines(row)]
    return "\n".join([*lines, *_ending(listing)]) + "\n"


def _lines(row: Row) -> Iterator[str]:
    label = f"[{row.label}] " if row.label else ""
    yield from wrapping.fill(f"{label}{one_line(row.text)}".split(" "), WIDTH, "- ", "  ")
    if row.facts:
        yield from wrapping.fill(one_line("; ".join(row.facts)).split(" "), WIDTH, "  ", "  ")
    yield f"  {row.address}"


def markdown(listing: Listing) -> str:
    """A heading, one for each part, and a bullet for each entry."""
    lines = [f"# {escape.heading(listing.title)}"]
    for part in listing.parts:
        if part.rows:
            lines += ["", f"## {part.title}", "", *(_bullet(row) for row in part.rows)]
    return "\n".join([*lines, *_ending(listing)]) + "\n"


def _bullet(row: Row) -> str:
    linked = Link(row.label or one_line(row.text), row.address)
    said = (Fixed(": "), Typed(one_line(row.text))) if row.label else ()
    known = f" ({one_line('; '.join(row.facts))})" if row.facts else ""
    return escape.bullet(escape.markdown([linked, *said, Fixed(known)]))


def _ending(listing: Listing) -> list[str]:
    if not any(part.rows for part in listing.parts):
        return ["", NOTHING]
    return ["", MORE] if listing.cut else []


def document(listing: Listing) -> str:
    """A key for each part, with a list of objects that have the page's address as `url`."""
    parts = {part.key: [_object(row) for row in part.rows] for part in listing.parts}
    told = {"format": FORMAT, "version": VERSION, "title": listing.title, "url": listing.address, "more": listing.cut}
    whole = indented({**told, **parts}) + "\n"
    return whole.encode("utf-8", "replace").decode("utf-8")


def _object(row: Row) -> dict[str, Any]:
    return {"url": row.address, **row.data}


FORMS = {"txt": text, "md": markdown, "json": document}
