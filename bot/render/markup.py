"""Sentences -> HTML: everything typed is escaped, URLs of known schemes become links."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from bot.core.text import one_line
from bot.render.inline import Span, spans
from bot.render.sentences import Fixed, Link, Name, Part, Typed


def html(parts: Iterable[Part]) -> Markup:
    return Markup(plain(parts))  # noqa: S704 - escaped below, piece by piece


def plain(parts: Iterable[Part]) -> str:
    """The same as a string that knows nothing of being HTML: it is joined to others ten times as fast."""
    return "".join(map(_part, parts))


def typed(text: str) -> Markup:
    """One typed line."""
    return html([Typed(one_line(text))])


def safe(text: str) -> str:
    """Escaped, if there is anything to escape."""
    return str(escape(text)) if _SPECIAL.search(text) else text


_SPECIAL = re.compile("[&<>'\"]")


def _part(part: Part) -> str:
    match part:
        case Fixed(text):
            return safe(text)
        case Name(text, full):
            return f'<abbr title="{safe(full)}">{safe(text)}</abbr>' if full and full != text else safe(text)
        case Typed(text):
            return "".join(map(_span, spans(text)))
        case Link(text, url):
            return _anchor(url, text or url)


def _span(span: Span) -> str:
    match span.kind:
        case "url":
            return _anchor(span.text, span.text)
        case "code":
            return f"<code>{safe(span.text)}</code>"
        case "text":
            return safe(span.text)


def _anchor(url: str, text: str) -> str:
    return f'<a href="{safe(url)}" rel="nofollow noopener">{safe(text)}</a>'
