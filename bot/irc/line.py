"""One line of the protocol as a value: the library's grammar, with what it gets wrong put right."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from irc.client import NickMask, _rfc_1459_command_regexp
from irc.events import Command
from irc.message import Tag

_NO_TAGS: Mapping[str, str] = MappingProxyType({})


class Line(NamedTuple):
    """A parsed line.

    `verb` is the library's event name: the command in lower case, or the numeric's name ("welcome", "namreply"), or its
    digits where it has none. `source` is `nick!user@host`, a server name, or empty; `nick` is its first part.
    """

    verb: str
    source: str
    nick: str
    params: list[str]
    tags: Mapping[str, str]

    def param(self, index: int) -> str:
        """A parameter, empty where the line has too few."""
        return self.params[index] if -len(self.params) <= index < len(self.params) else ""

    @property
    def server_time(self) -> datetime | None:
        """The `time` tag (IRCv3 server-time), UTC."""
        return parse_time(self.tags.get("time", ""))


def parse(text: str) -> Line | None:
    """A line without its line end; None when it is no line of the protocol.

    The library would take a tag section followed by two spaces for the command, and split the parameters at any Unicode
    space, cutting `10<no-break space>km` in two.
    """
    if text.startswith("@"):
        tags, _, rest = text.partition(" ")
        text = f"{tags} {rest.lstrip(' ')}"
    match = _rfc_1459_command_regexp.match(text)
    if match is None:
        return None
    group = match.group
    source = NickMask(group("prefix") or "")
    middle, colon, last = (group("argument") or "").partition(" :")
    params = [param for param in middle.split(" ") if param]
    if colon:
        params.append(last)
    tags = group("tags")
    return Line(Command.lookup(group("command")), source, source.nick, params, _tags(tags) if tags else _NO_TAGS)


def _tags(section: str) -> Mapping[str, str]:
    return {tag["key"]: tag["value"] or "" for tag in Tag.from_group(section) or ()}


def parse_time(value: str) -> datetime | None:
    """IRCv3 server-time ("2026-04-08T16:00:00.123Z") -> UTC; None when it is none."""
    if not value.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def format_time(value: datetime) -> str:
    """UTC -> IRCv3 server-time, to the millisecond."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"
