"""Whose words a bridge carries: who came through one, and which person a relay's line names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chat import Message, MessageKind, Person
from bot.core.keys import account_of, relayed_key
from bot.core.text import FORMATTING, clip, one_line

LONGEST_LINE = 512  # characters: patterns are tried on no longer ones, or a hostile line could take for ever
LONGEST_NAME = 60
CONTINUES = timedelta(minutes=1)
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")  # a bridge puts one into a name, so that nobody is pinged


@dataclass(frozen=True, slots=True)
class Ghosts:
    """Which names (nicks, or Matrix user ids) are those that a bridge gives to people of its other end."""

    pattern: re.Pattern[str] | None = None

    def has(self, name: str) -> bool:
        return self.pattern is not None and self.pattern.fullmatch(name[:LONGEST_LINE]) is not None


def ghosts(patterns: Sequence[str]) -> Ghosts:
    """Those that one of the patterns matches whole, in any case."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return Ghosts(re.compile(joined, re.IGNORECASE) if patterns else None)


@dataclass(frozen=True, slots=True)
class Relay:
    """A nick (or Matrix user id) that says what others said; `pattern` has the groups `nick` and `text`."""

    nick: str
    pattern: re.Pattern[str]

    def is_by(self, sender: Person, account: str = "") -> bool:
        """`account` is the key that the network knows them by, where that is another one."""
        return sender.nick.casefold() == self.nick.casefold() or account_of(account or sender.key) == self.nick


@dataclass(frozen=True, slots=True)
class Carried:
    """Whose words a relay carried last, and when."""

    person: Person
    at: datetime


def carried(message: Message, relay: Relay, last: Carried | None) -> Message:
    """The line as the person said it whom the relay names, or named a moment ago: of several lines only the first does.

    What it says in nobody's name is a bot's line.
    """
    text = FORMATTING.sub("", message.text)
    match = relay.pattern.fullmatch(text) if len(text) <= LONGEST_LINE else None
    name = clip(one_line(_ZERO_WIDTH.sub("", match["nick"] or "")), LONGEST_NAME) if match else ""
    if match and name:
        return _said_by(message, _named(message, relay, name), match["text"] or "")
    if last is None or message.sent_at - last.at > CONTINUES:
        return message._replace(operator=False, from_bot=True)
    if message.kind is not MessageKind.EMOTE:
        return _said_by(message, last.person, message.text)
    who, _, what = text.partition(f"{last.person.nick} ")
    return message._replace(operator=False, from_bot=True) if who or not what else _said_by(message, last.person, what)


def _named(message: Message, relay: Relay, name: str) -> Person:
    """Somebody by a name that may hold anything; no part of the key may look like another kind of key."""
    who = name.replace("%", "%25").replace("/", "%2F")
    return Person(relayed_key(message.room.network, f"{relay.nick}/{who}"), name)


def _said_by(message: Message, person: Person, text: str) -> Message:
    return message._replace(sender=person, text=text, operator=False, from_bot=False, account="")
