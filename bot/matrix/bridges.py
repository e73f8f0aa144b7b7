"""What shows that a bridge joins a room with a channel: its state (MSC2346), and the accounts that bridges run as."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.core.chat import Bridge
from bot.core.text import clip, one_line
from bot.matrix.raw import Event, content, table, text

KINDS = frozenset({"m.bridge", "uk.half-shot.bridge"})
_ACCOUNTS = re.compile(r"@(heisenbridge|appservice|.+-irc|irc-.+):.+", re.IGNORECASE)
_LONGEST = 80


def shown(state: Iterable[Event], users: Iterable[str]) -> tuple[Bridge, ...]:
    """Each bridge once; one that tells of itself both by its old and its new name is one."""
    told = [bridge for event in state if (bridge := _told(event)) is not None]
    told += (Bridge(user) for user in users if _ACCOUNTS.fullmatch(user))
    return tuple(dict.fromkeys(told))


def _told(event: Event) -> Bridge | None:
    """None for a bridge that is gone, or that does not say where it leads."""
    said = content(event)
    network, channel = table(said.get("network")), table(said.get("channel"))
    room = _word(channel.get("id")) or _word(channel.get("displayname"))
    if not room or said.get("status") == "disabled":
        return None
    protocol = table(said.get("protocol"))
    names = tuple(dict.fromkeys(name for name in (*_names(network), _word(protocol.get("id"))) if name))
    return Bridge(f"{names[0]}/{room}" if names else room, tuple(f"{name}/{room}" for name in names))


def _names(network: Event) -> Iterator[str]:
    """What the network is called, and where it is."""
    yield _word(network.get("id"))
    yield _word(network.get("displayname"))
    try:
        yield urlsplit(_word(network.get("external_url"))).hostname or ""
    except ValueError:
        return


def _word(value: object) -> str:
    return clip(one_line(text(value)), _LONGEST)
