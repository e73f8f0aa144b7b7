"""Text -> at most one thing. One grammar; its result is stored, and nothing parses the line a second time."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.chat import Message, MessageKind
from bot.core.dialects import NONE, understand
from bot.core.links import urls_in
from bot.core.text import one_line

SCHEMES = ("http", "https", "mailto", "irc", "ircs", "ftp", "ssh", "matrix", "xmpp")
_BARE_LINK = re.compile(rf"\s*(?:{'|'.join(SCHEMES)}):[^\s<>\"`]+\s*", re.IGNORECASE)
OFF = "[off]"
_TEXT = MessageKind.TEXT  # each look into an enum takes as long as a call, and this is done for every line
SUBSTITUTE, SUBSTITUTES = "s/old/new/", ("s/", "s|")


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
    return re.compile(rf"(?:{lead})([A-Za-z]+(?:-[A-Za-z]+)*[-+!]?):?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How commands are spelt in a room: what they begin with, and the words that need no beginning.

    `links_in_talk`: talk that has URLs in it is a `#link` of each. `dialect` is how else commands may be spelt, `words`
    are those it may stand for: all that the table has.
    """

    prefixes: tuple[str, ...] = ("#",)
    bare: frozenset[str] = frozenset()
    bare_links: bool = True
    links_in_talk: bool = False
    dialect: str = NONE
    words: frozenset[str] = frozenset()


_HELP = re.compile(r"[#!.]?help[\s?!.]*", re.IGNORECASE)
"""What people say to a bot that they don't know, in private; in a room it may be meant for anybody."""


def read(message: Message, syntax: Syntax) -> Reading | None:
    """What a message says to the bot; None for plain talk.

    Our own lines and other bots' lines are always talk; notices and `/me` are, unless they are off the record.
    """
    if message.from_bot:
        return None
    text = message.text if message.text.isprintable() else one_line(message.text)
    text = text.lstrip()
    if text[:1] == "[" and text[:5].lower() == OFF:
        return OffTheRecord()
    if message.private and _HELP.fullmatch(text):
        return Invocation("commands", "")
    reading = None
    if message.kind is _TEXT:
        reading = _dialect(text, message.sender.nick, syntax) if syntax.dialect != NONE else None
        reading = reading or _invocation(text, syntax)
    return _shared(text) if reading is None and syntax.links_in_talk else reading


def _dialect(text: str, nick: str, syntax: Syntax) -> Invocation | None:
    meant = understand(text, syntax.dialect, syntax.words, nick)
    return Invocation(*meant) if meant else None


def _shared(text: str) -> Invocation | None:
    urls = " ".join(urls_in(text))
    return Invocation("link", urls) if urls else None


def _invocation(text: str, syntax: Syntax) -> Invocation | None:
    if text.startswith(syntax.prefixes):
        match = _command(syntax.prefixes).fullmatch(text)
        return Invocation(match[1].lower(), (match[2] or "").strip()) if match else None
    word, _, rest = text.partition(" ")
    bare = word[:-1].lower() if word[-2:] == "+:" else word.lower()
    if bare in syntax.bare:
        return Invocation(bare, rest.strip())
    if text[:2].lower() in SUBSTITUTES:
        return Invocation(SUBSTITUTE, text.strip())
    if syntax.bare_links and ":" in text and _BARE_LINK.fullmatch(text):
        return Invocation("link", text.strip())
    return None
