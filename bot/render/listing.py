"""A list of the archive -> text, Markdown and JSON."""

import json
import re

from bot.app.listing import Listing, Part, Row
from bot.core.text import one_line
from bot.render import escape, wrapping
from bot.render.inline import has_no_url
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
            for row in part.rows:
                lines += _told(row)
    return "\n".join([*lines, *_ending(listing)]) + "\n"


def _told(row: Row) -> list[str]:
    text = one_line(row.text)
    lines = wrapping.folded(f"[{row.label}] {text}" if row.label else text, WIDTH, "- ", "  ")
    if row.facts:
        lines += wrapping.folded(one_line("; ".join(row.facts)), WIDTH, "  ", "  ")
    lines.append(f"  {row.address}")
    return lines


def markdown(listing: Listing) -> str:
    """A heading, one for each part, and a bullet for each entry."""
    lines = [f"# {escape.heading(listing.title)}"]
    for part in listing.parts:
        if part.rows:
            lines += ["", f"## {part.title}", "", *map(_bullet, part.rows)]
    return "\n".join([*lines, *_ending(listing)]) + "\n"


def _bullet(row: Row) -> str:
    told, label = one_line(row.text), row.label
    known = f" ({one_line('; '.join(row.facts))})" if row.facts else ""
    if _ACTIVE.search(told) or _ACTIVE.search(known) or not has_no_url(told):
        said = (Fixed(": "), Typed(told)) if label else ()
        return escape.bullet(escape.markdown([Link(label or told, row.address), *said, Fixed(known)]))
    way = escape.target(row.address)
    return escape.bullet(f"[{label}]({way}): {told}{known}" if label else f"[{_tied(told)}]({way}){known}")


def _tied(text: str) -> str:
    return text.replace(" ", escape.TIED)


_ACTIVE = re.compile(r"[\\`*\[\]<&_|]")
"""Nothing acts in Markdown that has none of these and no URL, as nearly all that is said."""


def _ending(listing: Listing) -> list[str]:
    if not any(part.rows for part in listing.parts):
        return ["", NOTHING]
    return ["", MORE] if listing.cut else []


def document(listing: Listing) -> str:
    """A key for each part, with a list of objects, a line each, that have the page's address as `url`."""
    told = {"format": FORMAT, "version": VERSION, "title": listing.title, "url": listing.address, "more": listing.cut}
    keys = [f"  {_json(key)}: {_json(value)}" for key, value in told.items()]
    whole = ",\n".join([*keys, *map(_list, listing.parts)])
    return f"{{\n{whole}\n}}\n".encode("utf-8", "replace").decode("utf-8")


def _list(part: Part) -> str:
    rows = ",\n".join([f"    {_json({'url': row.address, **row.data})}" for row in part.rows])
    return f"  {_json(part.key)}: " + (f"[\n{rows}\n  ]" if rows else "[]")


_json = json.JSONEncoder(ensure_ascii=False).encode
FORMS = {"txt": text, "md": markdown, "json": document}
