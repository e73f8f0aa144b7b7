"""Whom a message names for sure: pills and links to people, user ids, and its m.mentions (Matrix spec 1.7)."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote

from bot.core.chat import Mention, Person
from bot.core.text import clip, one_line
from bot.matrix.raw import table, text

MOST = 50
LONGEST = 200
_PILL = re.compile(
    r"<a\s[^>]{0,500}?href=[\"']([^\"'>]{1,500})[\"'][^>]{0,200}>(.{0,200}?)</a>", re.IGNORECASE | re.DOTALL
)
_MARKDOWN = re.compile(r"\[([^\]\n]{1,200})\]\((https://matrix\.to/#/[^)\s]{1,500})\)")
_LINK = re.compile(r"https://matrix\.to/#/(?:@|%40)[^\s)>\]]{1,500}", re.IGNORECASE)
_TARGET = re.compile(r"(?:https?://matrix\.to/#/|matrix:u/)([^?/]+)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,500}>")
USER_ID = re.compile(r"@[^\s:@,;<>()\[\]\"']{1,255}:[A-Za-z0-9][A-Za-z0-9.-]{0,253}[A-Za-z0-9](?::\d{1,5})?")


def named(content: Mapping[str, Any], lines: list[str], person: Callable[[str], Person]) -> list[tuple[Mention, ...]]:
    """Who is named in each line of a message; `person` knows whose a user id is."""
    if not _may_name(content, lines):
        return [()] * len(lines)
    found: dict[str, Mention] = {}
    for shown, user in _labels(content, lines):
        if USER_ID.fullmatch(user):
            who = person(user)
            label = shown or who.nick.removesuffix(f" ({user})")
            found.setdefault(label.casefold(), Mention(label, who))
        if len(found) >= MOST:
            break
    everybody = found.values()
    return [tuple(one for one in everybody if one.label.casefold() in line.casefold()) for line in lines]


def _may_name(content: Mapping[str, Any], lines: list[str]) -> bool:
    """Whether a closer look is worth it; most lines name nobody."""
    pointed = table(content.get("m.mentions")).get("user_ids") or "href" in text(content.get("formatted_body")).lower()
    return bool(pointed) or any("@" in line or "matrix.to" in line for line in lines)


def _labels(content: Mapping[str, Any], lines: list[str]) -> Iterator[tuple[str, str]]:
    """What the text calls somebody, and their user id; the whole of a link before what is shown of it."""
    body = "\n".join(lines)
    for match in _MARKDOWN.finditer(body):
        yield match[0], _user(match[2])
    for match in _LINK.finditer(body):
        yield match[0], _user(match[0])
    for match in _PILL.finditer(text(content.get("formatted_body"))):
        user = _user(match[1])
        yield clip(one_line(unescape(_TAG.sub("", match[2]))), LONGEST).removeprefix("@") if user else "", user
    for match in USER_ID.finditer(body):
        yield match[0], match[0]
    users = table(content.get("m.mentions")).get("user_ids")
    yield from (("", text(user)) for user in (users if isinstance(users, list) else ())[:MOST])


def _user(link: str) -> str:
    """The user id that a link leads to; "" where it leads elsewhere."""
    match = _TARGET.match(unescape(link))
    who = unquote(match[1]) if match else ""
    return "@" + who.removeprefix("@") if ":" in who and not who.startswith(("#", "!")) else ""
