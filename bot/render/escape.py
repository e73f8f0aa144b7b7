"""Sentences -> Markdown that says the same and nothing else, in lines that open no block (CommonMark 0.31)."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from bot.core.text import one_line
from bot.render import wrapping
from bot.render.inline import Span, is_plain, spans
from bot.render.said import Said
from bot.render.sentences import Fixed, Link, Name, Part, Typed

WIDTH = 78
TIED = "\x1f"  # a blank no line may break at; nothing typed holds it

# `<`, brackets, stars, backslashes and stray backquotes always; the rest only where it would act.
ACTIVE = re.compile(r"[\\`*\[\]<]|&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)|_+")
OPENS_BLOCK = re.compile(r"#{1,6}|[-+]|=+|~{3,}.*|[|:]*-[|:-]*|[|>].*")
OPENS_NUMBERED = re.compile(r"(\d{1,9})([.)])")
_OPENING = "#-+=~|:>"
"""What all of those begin with, but for numbers."""
HASHES = re.compile(r"(?:^|(?<= ))(#+)$")
LITERAL_END = "|js}"  # ends the OCaml literal {js|...|js} a page is compiled into
_SAFE_URL = re.compile(r"[A-Za-z0-9/:.,;=?#%@+~-]*")
IN_URL = re.compile(r"[\s<>\"\\^`{|}()\x1f]")


def escaped(text: str) -> str:
    """Plain text whose Markdown is that text."""
    return ACTIVE.sub(_escape, text) if _may_act(text) else text


def _may_act(text: str) -> bool:
    """Whether it has what all of those begin with: nearly no text has, and asked sign by sign that takes no time."""
    opens = "[" in text or "<" in text or "*" in text or "`" in text
    return opens or "]" in text or "_" in text or "&" in text or "\\" in text


def _escape(found: re.Match[str]) -> str:
    run, text, start, end = found[0], found.string, found.start(), found.end()
    if run[0] == "_":
        inside = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
        return run if inside else run.replace("_", "\\_")
    return "\\" + run


def words(text: str) -> str:
    """The same for what stands alone."""
    return escaped(split_literal(text))


def said(sentence: Said) -> str:
    """A record's sentence in Markdown, likewise to be told in lines (see `markdown`)."""
    return words(sentence.text) if sentence.bare else markdown(sentence.parts)


def typed(text: str) -> str:
    """One typed line, likewise."""
    return words(text) if is_plain(text) else markdown([Typed(text)])


def markdown(parts: Iterable[Part]) -> str:
    """The sentence in Markdown, one line, its links and code tied together.

    Text is escaped after it is joined: what is harmless in two parts may act in one (`&copy` and `;`).
    """
    told = tuple(parts)
    text = "".join([part.text for part in told])
    if is_plain(text) and Link not in map(type, told):
        return words(text)
    runs = [run for part in told for run in _runs(part)]
    return "".join(_joined(is_text, group) for is_text, group in groupby(runs, key=lambda run: run[0]))


def _joined(is_text: bool, runs: Iterable[tuple[bool, str]]) -> str:  # noqa: FBT001 - groupby's key
    text = "".join(run for _, run in runs)
    return words(text) if is_text else text


def _runs(part: Part) -> Iterator[tuple[bool, str]]:
    """Pieces of the part, each with whether it is plain text yet to be escaped."""
    match part:
        case Fixed(text) | Name(text):
            yield True, text
        case Typed(text):
            yield from (_run(span) for span in spans(split_literal(text)))
        case Link("", url):
            yield False, f"<{encoded(url, keep='()')}>"
        case Link(text, url):
            yield False, _tied(f"[{''.join(_unlinked(span) for span in spans(split_literal(text)))}]({target(url)})")


def _run(span: Span) -> tuple[bool, str]:
    match span.kind:
        case "url":
            return False, f"<{span.text}>"
        case "code":
            return False, _code(span.text)
        case "text":
            return True, span.text


def _unlinked(span: Span) -> str:
    return _code(span.text) if span.kind == "code" else escaped(span.text)


def _code(code: str) -> str:
    fence = "``" if re.search(r"(?<!`)`(?!`)", code) else "`"
    padding = " " if code.startswith("`") or code.endswith("`") or (code.startswith(" ") and code.endswith(" ")) else ""
    return _tied(f"{fence}{padding}{code}{padding}{fence}")


def _tied(text: str) -> str:
    return text.replace(" ", TIED)


def split_literal(text: str) -> str:
    return text.replace(LITERAL_END, "| js}")


def encoded(url: str, keep: str = "") -> str:
    """The URL with what no URL may hold percent-encoded (RFC 3986 2)."""
    return IN_URL.sub(lambda found: found[0] if found[0] in keep else f"%{ord(found[0]):02X}", url)


def target(url: str) -> str:
    """A URL as a link's destination, where backslashes and entities act."""
    if _SAFE_URL.fullmatch(url):
        return url
    return ACTIVE.sub(lambda found: "\\&" if found[0] == "&" else found[0], encoded(url))


def guard(word: str) -> str:
    """A word that may open a line: what CommonMark or a table would take for the start of a block is escaped."""
    if not word or (word[0] not in _OPENING and not word[0].isdecimal()):
        return word
    if OPENS_BLOCK.fullmatch(word):
        return "\\" + word
    return OPENS_NUMBERED.sub(r"\1\\\2", word) if OPENS_NUMBERED.fullmatch(word) else word


def lines(first: str, text: str) -> str:
    """Markdown text wrapped at 78 columns behind `first`, continued at column 0 (lazy continuation)."""
    return "\n".join(wrapping.folded(text, WIDTH, first, "", guard)).replace(TIED, " ")


bullet = partial(lines, "- ")
nested = partial(lines, "   - ")
paragraph = partial(lines, "")


def heading(title: str) -> str:
    """A heading's text: one line that no closing hash run can shorten."""
    text = typed(one_line(title))
    return (HASHES.sub(r"\\\1", text) if text.endswith("#") else text).replace(TIED, " ")


def strong(text: str) -> str:
    return _tied(f"**{escaped(one_line(text))}**")
