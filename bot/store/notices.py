"""What the bot said in rooms where things can be taken away again: by its text, for when what it quotes is erased."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from bot.app.batch import Quoted
from bot.app.ports import Posted, Shown
from bot.core.chat import MessageErased, Room
from bot.store import tables
from bot.store.moments import to_text
from bot.store.naming import of_message
from bot.store.network_tables import notices
from bot.store.quoting import longest_first, take_out
from bot.store.sqlite import put_reply

UNSAY = "unsay"
SPOKEN = ("say", "topic")
"""Kinds of the outbox that have words of the bot's own."""
SKEW = timedelta(minutes=10)
"""How far a server's clock may be from ours."""


def begun(connection: Connection, row: Row[tuple[object, ...]]) -> None:
    """A reply is handed out: from here on the server may have it."""
    if row.kind in SPOKEN and not row.person:
        kept = {"network": row.network, "room": row.room, "text": row.text, "at": row.at, "outbox_id": row.id}
        connection.execute(insert(notices).on_conflict_do_nothing(), kept)


def was_said(connection: Connection, posted: Posted, event_id: str) -> None:
    """The server has it, as this event ("" for none); or has taken some away."""
    if isinstance(posted.reply, Shown):
        connection.execute(delete(notices).where(notices.c.event_id.in_(posted.reply.erases)))
    elif event_id:
        own = update(notices).where(notices.c.outbox_id == posted.id)
        connection.execute(own.values(event_id=event_id, outbox_id=None))
    else:
        never_said(connection, posted.id)


def never_said(connection: Connection, outbox_id: int) -> None:
    connection.execute(delete(notices).where(notices.c.outbox_id == outbox_id))


def to_unsay(connection: Connection, room: Room, row: Row[tuple[object, ...]]) -> Shown | None:
    """The event that a waiting row of this kind wants gone; None if there is none."""
    event_id = connection.scalar(select(notices.c.event_id).where(notices.c.id == int(row.text)))
    return Shown(room, erases=(event_id,)) if event_id else None


def unsay(connection: Connection, quoted: Quoted, erased: Iterable[MessageErased]) -> None:
    """Have those taken away that quote these texts: in the rooms where they were said, and since then.

    One that waits yet is said without them; what was begun goes after it was said.
    """
    where = [*_held(connection, quoted.meetings), *_typed(connection, erased)]
    if not where:
        return
    rooms, since = {room for room, _ in where}, min(at for _, at in where) - SKEW
    here = tuple_(notices.c.network, notices.c.room).in_([(room.network, room.name) for room in rooms])
    texts = longest_first(quoted.texts)
    found = {each for text in texts for each in take_out(connection, notices, text, here, notices.c.at >= since)}
    for row in connection.execute(select(notices).where(notices.c.id.in_(found)).order_by(notices.c.id)).all():
        put_reply(connection, (row.network, row.room, UNSAY, str(row.id), to_text(row.at), "", "", ""))


def _held(connection: Connection, meetings: frozenset[str]) -> Iterator[tuple[Room, datetime]]:
    """The rooms of these meetings, and when they began."""
    held, others = tables.meetings, tables.meeting_rooms
    for row in connection.execute(select(held).where(held.c.id.in_(meetings))).all():
        yield Room(row.network, row.room), row.started_at
        joined = select(others.c.network, others.c.room).where(others.c.meeting_id == row.id)
        for place in connection.execute(joined).all():
            yield Room(place.network, place.room), row.started_at


def _typed(connection: Connection, erased: Iterable[MessageErased]) -> Iterator[tuple[Room, datetime]]:
    """Where messages were said that are taken away, and when."""
    lines = tables.messages
    for each in erased:
        query = select(lines.c.sent_at).where(of_message(lines, each.room, each.native_id))
        for at in connection.scalars(query):
            yield each.room, at
