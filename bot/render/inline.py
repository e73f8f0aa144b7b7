"""What is inside a typed line: plain text, short code spans, and URLs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.core.links import URL, linkable, trimmed

CODE = r"(?<!`)(?P<run>`{1,2})(?!`)(?P<code>.{1,70}?)(?<!`)(?P=run)(?!`)"
TOKEN = re.compile(rf"{CODE}|(?P<url>{URL})", re.IGNORECASE)
URLS = re.compile(rf"(?P<url>{URL})", re.IGNORECASE)
_SCHEME_ENDS = re.compile(r":\S")
"""What every URL has, and hardly anything else that people write."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; code comes without its backquotes."""

    kind: Literal["text", "code", "url"]
    text: str


def has_no_url(line: str) -> bool:
    """Whether that is seen at a glance."""
    return ":" not in line or _SCHEME_ENDS.search(line) is None


def is_plain(line: str) -> bool:
    """Whether one sees at a glance that there is neither code nor a URL in it, as in nearly all that is typed."""
    return "`" not in line and has_no_url(line)


def spans(line: str, tokens: re.Pattern[str] = TOKEN) -> Iterator[Span]:
    """The pieces of a line, in order, none empty; joined they are the line but for code's backquotes.

    With `URLS` for tokens, code is left as text.
    """
    if line and is_plain(line):
        yield Span("text", line)
        return
    start = 0
    for found in tokens.finditer(line):
        span = _url(found["url"]) if found["url"] else _code(found["code"])
        if span is None:
            continue
        if found.start() > start:
            yield Span("text", line[start : found.start()])
        yield span
        start = found.start() + len(span.text) if span.kind == "url" else found.end()
    if start < len(line):
        yield Span("text", line[start:])


def _url(url: str) -> Span | None:
    """The URL without what follows it in the sentence; None if its scheme is none that is linked."""
    whole = trimmed(url)
    return Span("url", whole) if linkable(whole) else None


def _code(code: str) -> Span | None:
    """One space at both ends is padding (CommonMark 0.31 6.1); blanks alone are no code."""
    if not code.strip():
        return None
    return Span("code", code[1:-1] if code.startswith(" ") and code.endswith(" ") else code)
