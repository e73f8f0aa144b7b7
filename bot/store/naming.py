"""What the lines of a message are called: by its name, or, where it has several, by that and their number."""

from sqlalchemy import ColumnElement, Table, and_, or_

from bot.core.chat import Room
from bot.store.network_tables import relays


def of_message(table: Table, room: Room, native_id: str) -> ColumnElement[bool]:
    """Whether a row is of a line of this message: of `messages`, or of `relays`, which has its room as `origin`."""
    said_in = table.c.origin if table is relays else table.c.room
    numbered = table.c.native_id.startswith(native_id + "/", autoescape=True)
    return and_(said_in == room.key, or_(table.c.native_id == native_id, numbered))
