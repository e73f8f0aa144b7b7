"""What is inside a typed line: plain text, short code spans, and URLs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

CODE = r"(?<!`)(?P<run>`{1,2})(?!`)(?P<code>.{1,70}?)(?<!`)(?P=run)(?!`)"
REST = r"[^\s<>\"`\\]"
URL = (
    rf"(?<![A-Za-z0-9+.-])(?:(?:https?|ircs?|ftp|ssh)://{REST}+"
    rf"|(?:mailto|xmpp):[^\s<>\"`\\@]{{1,64}}@{REST}+|matrix:(?://)?[a-z]+/{REST}+)"
)
TOKEN = re.compile(rf"{CODE}|(?P<url>{URL})", re.IGNORECASE)
URLS = re.compile(rf"(?P<url>{URL})", re.IGNORECASE)
LINKABLE = re.compile(r"(?:(?:https?|ircs?|ftp|ssh)://|(?:mailto|matrix|xmpp):)\S+", re.IGNORECASE | re.ASCII)
TRAILING = ".,;:!?'*_~\u2026\u3002\uff0c"
BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; code comes without its backquotes."""

    kind: Literal["text", "code", "url"]
    text: str


def linkable(url: str) -> bool:
    """Whether the scheme is one of those that become links; `javascript:` is text."""
    return LINKABLE.fullmatch(url) is not None


def spans(line: str, tokens: re.Pattern[str] = TOKEN) -> Iterator[Span]:
    """The pieces of a line, in order, none empty; joined they are the line but for code's backquotes.

    With `URLS` for tokens, code is left as text.
    """
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
    """The URL without the punctuation of the sentence around it; a bracket stays when its partner is in the URL."""
    unopened = {closing: url.count(closing) - url.count(opening) for closing, opening in BRACKETS.items()}
    end = len(url)
    while end and (url[end - 1] in TRAILING or unopened.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return Span("url", url[:end]) if linkable(url[:end]) else None


def _code(code: str) -> Span | None:
    """One space at both ends is padding (CommonMark 0.31 6.1); blanks alone are no code."""
    if not code.strip():
        return None
    return Span("code", code[1:-1] if code.startswith(" ") and code.endswith(" ") else code)
