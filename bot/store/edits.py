"""Which events an edit led to, so that it can be taken back."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from bot.app.batch import KeptEdit
from bot.core.chat import Room
from bot.store.network_tables import edits


def write_edits(connection: Connection, made: Iterable[KeptEdit]) -> None:
    rows = [
        {"room": edit.room.key, "native_id": edit.native_id, "meeting_id": edit.meeting_id, "seq": edit.seq}
        for edit in made
    ]
    if rows:
        connection.execute(insert(edits), rows)


def edits_of(connection: Connection, room: Room, native_id: str) -> tuple[KeptEdit, ...]:
    """What an edit led to."""
    query = select(edits).where(edits.c.room == room.key, edits.c.native_id == native_id).order_by(edits.c.id)
    return tuple(KeptEdit(room, native_id, row.meeting_id, row.seq) for row in connection.execute(query))
