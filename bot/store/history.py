"""A meeting's events, as they are kept."""

from sqlalchemy import Connection, select

from bot.core.events import Entry
from bot.store.rows import from_row
from bot.store.tables import events


def entries(connection: Connection, meeting_id: str) -> list[Entry]:
    """In their order.

    Raises:
        ValueError: one can't be read; it is of a newer version, or corrupt.
    """
    rows = connection.execute(select(events).where(events.c.meeting_id == meeting_id).order_by(events.c.seq))
    return [Entry(row.seq, row.at, row.line, from_row(row.kind, row.payload), row.room) for row in rows]
