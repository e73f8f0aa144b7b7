"""A meeting's events, as they are kept."""

from sqlalchemy import Connection

from bot.core.events import Entry
from bot.core.tuples import made
from bot.store.moments import from_text
from bot.store.rows import reading
from bot.store.sqlite import happened


def entries(connection: Connection, meeting_id: str) -> list[Entry]:
    """In their order.

    Raises:
        ValueError: one can't be read; it is of a newer version, or corrupt.
    """
    return [
        made(Entry, (seq, from_text(at), line, reading(kind)(payload), room))
        for seq, at, line, kind, payload, room in happened(connection, meeting_id)
    ]
