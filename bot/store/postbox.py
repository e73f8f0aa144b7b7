"""What the record keeps for a network: how far it was heard, and what is still to be said there."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Row, delete, select, update

from bot.app.ports import Posted, Shown
from bot.core.chat import Acknowledge, Person, Room, Say, SetTopic
from bot.core.replies import Reply
from bot.store import notices, repeating
from bot.store.journal import Journal
from bot.store.network_tables import outbox, tokens


class Postbox:
    """Implements `bot.app.ports.Postbox` over the journal's thread."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def token(self, network: str) -> str:
        query = select(tokens.c.token).where(tokens.c.network == network)
        return await self._journal.run(lambda connection: connection.scalar(query) or "")

    async def next(self, room: Room) -> Posted | None:
        return await self._journal.run(lambda connection: _next(connection, room))

    async def said(self, posted: Posted, event_id: str = "") -> None:
        """Gone from the table, so that what is erased elsewhere does not live on in it."""
        await self._journal.run(lambda connection: _said(connection, posted, event_id))

    async def shown(self, shown: Shown, event_id: str) -> None:
        await self._journal.run(lambda connection: repeating.keep_unkept(connection, shown, event_id))

    async def failed(self, posted: Posted, reason: str) -> None:
        await self._journal.run(lambda connection: _failed(connection, posted, reason))


def _next(connection: Connection, room: Room) -> Posted | None:
    here = outbox.c.network == room.network, outbox.c.room == room.name, outbox.c.error == ""
    query = select(outbox).where(*here).order_by(outbox.c.id).limit(1)
    while (row := connection.execute(query).first()) is not None:
        reply = _READ.get(row.kind, _reply)(connection, room, row)
        if reply is not None:
            notices.begun(connection, row)
            return Posted(row.id, row.transaction_id, reply, row.at)
        connection.execute(delete(outbox).where(outbox.c.id == row.id))
    return None


def _said(connection: Connection, posted: Posted, event_id: str) -> None:
    if isinstance(posted.reply, Shown):
        repeating.was_shown(connection, posted, posted.reply, event_id)
    notices.was_said(connection, posted, event_id)
    connection.execute(delete(outbox).where(outbox.c.id == posted.id))


def _failed(connection: Connection, posted: Posted, reason: str) -> None:
    repeating.forget(connection, posted.id)
    notices.never_said(connection, posted.id)
    connection.execute(update(outbox).where(outbox.c.id == posted.id).values(error=reason or "failed", text=""))


def _reply(_connection: Connection, room: Room, row: Row[tuple[object, ...]]) -> Reply:
    match row.kind:
        case "acknowledge":
            return Acknowledge(room, row.text)
        case "topic":
            return SetTopic(room, row.text)
        case _:
            return Say(room, row.text, Person(row.person, "") if row.person else None, row.answers, row.thread)


_Reading = Callable[[Connection, Room, Row[tuple[object, ...]]], Reply | Shown | None]
_READ: Mapping[str, _Reading] = {
    **dict.fromkeys(repeating.KINDS, repeating.to_show),
    notices.UNSAY: notices.to_unsay,
}
"""What is made of a row of these kinds; None if it is needless by now."""
