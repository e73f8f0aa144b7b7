"""Sentences -> HTML: everything typed is escaped, URLs of known schemes become links."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from bot.core.text import one_line
from bot.render.inline import Span, spans
from bot.render.sentences import Fixed, Link, Name, Part, Typed

ANCHOR = Markup('<a href="{}" rel="nofollow noopener">{}</a>')
CODE = Markup("<code>{}</code>")
FULL_NAME = Markup('<abbr title="{}">{}</abbr>')


def html(parts: Iterable[Part]) -> Markup:
    return Markup().join(_part(part) for part in parts)


def typed(text: str) -> Markup:
    """One typed line."""
    return html([Typed(one_line(text))])


def _part(part: Part) -> Markup:
    match part:
        case Fixed(text):
            return escape(text)
        case Name(text, full):
            return FULL_NAME.format(full, text) if full and full != text else escape(text)
        case Typed(text):
            return Markup().join(_span(span) for span in spans(text))
        case Link(text, url):
            return ANCHOR.format(url, text or url)


def _span(span: Span) -> Markup:
    match span.kind:
        case "url":
            return ANCHOR.format(span.text, span.text)
        case "code":
            return CODE.format(span.text)
        case "text":
            return escape(span.text)
