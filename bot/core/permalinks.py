"""Where a line is to be found in the room it was said in."""

from collections.abc import Iterable
from urllib.parse import quote

from bot.core.chat import message_of

EventLinks = tuple[tuple[str, str], ...]
"""A room's key, and the address of a message there with `{}` for its name."""


def event_url(links: EventLinks, room: str, native_id: str) -> str:
    """The address of the message that a line is of; "" where it has none."""
    link = dict(links).get(room, "") if native_id else ""
    return link.replace("{}", quote(message_of(native_id), safe="$:")) if link else ""


def room_link(room_id: str, servers: Iterable[str]) -> str:
    """The addresses of a Matrix room's messages: since version 12 its id names no server, so that `via` must."""
    via = "&".join(f"via={quote(server, safe=':')}" for server in servers)
    return f"https://matrix.to/#/{quote(room_id, safe='!:')}/{{}}{'?' if via else ''}{via}"
