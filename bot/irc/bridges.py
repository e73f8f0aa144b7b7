"""What shows on IRC that a bridge ends in a channel: lines under others' nicks, people who are at home on Matrix."""

import re
from collections.abc import Iterable

from bot.core.chat import Bridge
from bot.core.keys import relayed_key
from bot.irc.line import Line
from bot.irc.roster import Someone

_USER_ID = re.compile(r"@[^\s:]+:\S+")
_MANY = 2  # one person may have put their user id there themselves
_RELAYMSG = ("draft/relaymsg", "relaymsg", "overdrivenetworks.com/relaymsg")


def shown(people: Iterable[Someone]) -> tuple[Bridge, ...]:
    """Those whose real name is a Matrix user id, as bridges set it that bring each person as a client of their own."""
    found = [Bridge(each.nick) for each in people if _USER_ID.fullmatch(each.realname)]
    return tuple(found) if len(found) >= _MANY else ()


def is_relayed(line: Line) -> bool:
    """Whether somebody else said it under this nick (RELAYMSG): by the server's tag, or a nick that nobody can take."""
    return "/" in line.nick or any(tag in line.tags for tag in _RELAYMSG)


def relayed_as(network: str, line: Line) -> str:
    """The key of the person that a relayed line names."""
    by = next((line.tags[tag] for tag in _RELAYMSG if line.tags.get(tag)), "")
    return relayed_key(network, "/".join(part.replace("/", "%2F") for part in (by, line.nick) if part))
