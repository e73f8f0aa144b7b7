"""Text -> at most one thing. One grammar; its result is stored, and nothing parses the line a second time."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.chat import Message, MessageKind
from bot.core.text import one_line

SCHEMES = ("http", "https", "mailto", "irc", "ircs", "ftp", "ssh", "matrix", "xmpp")
_BARE_LINK = re.compile(rf"\s*(?:{'|'.join(SCHEMES)}):[^\s<>\"`]+\s*", re.IGNORECASE)
OFF = "[off]"


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command: its word in lower case ("topic", "next!", "agenda-"), and the rest of the line."""

    word: str
    argument: str


@dataclass(frozen=True, slots=True)
class OffTheRecord:
    """A line that is not stored at all."""


Reading = Invocation | OffTheRecord


@lru_cache(maxsize=64)
def _command(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    lead = "|".join(re.escape(prefix) for prefix in prefixes)
    return re.compile(rf"(?:{lead})([A-Za-z]+[-+!]?):?(?:\s+(.*))?", re.DOTALL)


def read(message: Message, prefixes: tuple[str, ...], *, bare_links: bool) -> Reading | None:
    """What a message says to the bot; None for plain talk.

    Our own lines and other bots' lines are always talk; notices and `/me` are, unless they are off the record.
    """
    if message.from_bot:
        return None
    text = message.text if message.text.isprintable() else one_line(message.text)
    text = text.lstrip()
    if text[:5].lower() == OFF:
        return OffTheRecord()
    if message.kind is not MessageKind.TEXT:
        return None
    if text.startswith(prefixes):
        match = _command(prefixes).fullmatch(text)
        return Invocation(match[1].lower(), (match[2] or "").strip()) if match else None
    if bare_links and ":" in text and _BARE_LINK.fullmatch(text):
        return Invocation("link", text.strip())
    return None
