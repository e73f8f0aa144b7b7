"""What the record keeps for a network: how far it was heard, and what is still to be said there."""

from sqlalchemy import Row, delete, select, update

from bot.app.ports import Posted
from bot.core.chat import Acknowledge, Person, Reply, Room, Say, SetTopic
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
        here = outbox.c.network == room.network, outbox.c.room == room.name, outbox.c.error == ""
        query = select(outbox).where(*here).order_by(outbox.c.id).limit(1)
        row = await self._journal.run(lambda connection: connection.execute(query).first())
        return Posted(row.id, row.transaction_id, _reply(room, row), row.at) if row else None

    async def said(self, posted: Posted) -> None:
        """Gone from the table, so that what is erased elsewhere does not live on in it."""
        await self._journal.run(lambda connection: connection.execute(delete(outbox).where(outbox.c.id == posted.id)))

    async def failed(self, posted: Posted, reason: str) -> None:
        change = update(outbox).where(outbox.c.id == posted.id).values(error=reason or "failed", text="")
        await self._journal.run(lambda connection: connection.execute(change))


def _reply(room: Room, row: Row[tuple[object, ...]]) -> Reply:
    match row.kind:
        case "acknowledge":
            return Acknowledge(room, row.text)
        case "topic":
            return SetTopic(room, row.text)
        case _:
            return Say(room, row.text, Person(row.person, "") if row.person else None, row.answers, row.thread)
