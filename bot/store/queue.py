"""The durable queue of deliveries."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, exists, func, select, update

from bot.app.ports import Delivery
from bot.core.deliveries import Deliveries
from bot.edition import Receipt, Standing
from bot.store.deliveries import WAITING, health, to_delivery
from bot.store.journal import Journal
from bot.store.locks import no_jobs, nobody_else
from bot.store.tables import deliveries


class Queue:
    """Implements `bot.app.ports.DeliveryQueue` over the journal's thread.

    A delivery goes pending -> sending -> sent | confirmed | failed; postponed it is pending again, or uncertain when
    its last attempt was cut after the point of no return.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def recover(self, now: datetime) -> None:
        async with no_jobs(self._journal.url):
            await self._recover(now)

    async def recover_if_alone(self, now: datetime) -> None:
        """`recover` for a job: only when nobody else can be sending."""
        with nobody_else(self._journal.url) as alone:
            if alone:
                await self._recover(now)

    async def _recover(self, now: datetime) -> None:
        def work(connection: Connection) -> None:
            cut = update(deliveries).where(deliveries.c.state == "sending")
            values = {"next_at": now, "updated_at": now}
            connection.execute(cut.where(deliveries.c.uncertain_since.is_(None)).values(state="pending", **values))
            connection.execute(cut.where(deliveries.c.uncertain_since.is_not(None)).values(state="uncertain", **values))

        await self._journal.run(work)

    async def claim_due(self, publisher: str, now: datetime) -> Delivery | None:
        def work(connection: Connection) -> Delivery | None:
            due = select(deliveries).where(*_in_turn(publisher), deliveries.c.next_at <= now)
            row = connection.execute(due.order_by(deliveries.c.next_at, deliveries.c.id).limit(1)).first()
            return claim(connection, row.id, now) if row else None

        return await self._journal.run(work)

    async def next_due(self, publisher: str) -> datetime | None:
        attempt = select(func.min(deliveries.c.next_at)).where(*_in_turn(publisher))
        look = select(func.min(deliveries.c.look_at)).where(*_sent(publisher))

        def work(connection: Connection) -> datetime | None:
            return min(filter(None, (connection.scalar(attempt), connection.scalar(look))), default=None)

        return await self._journal.run(work)

    async def to_look_for(self, publisher: str, now: datetime) -> Delivery | None:
        query = select(deliveries).where(*_sent(publisher), deliveries.c.look_at <= now)

        def work(connection: Connection) -> Delivery | None:
            row = connection.execute(query.order_by(deliveries.c.look_at, deliveries.c.id).limit(1)).first()
            return to_delivery(row) if row else None

        return await self._journal.run(work)

    async def looked(self, delivery: Delivery, receipt: Receipt, at: datetime) -> None:
        """What a look at what was sent has shown; not where it is being sent anew meanwhile."""
        values = {
            "state": receipt.standing.value,
            "url": receipt.url or delivery.url,
            "detail": receipt.detail or delivery.detail,
            "last_error": (receipt.said or delivery.last_error) if receipt.standing is Standing.SENT else "",
            "look_at": _later(receipt, at),
            "updated_at": at,
        }
        statement = update(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.state == "sent")

        def work(connection: Connection) -> None:
            connection.execute(statement.values(**values))

        await self._journal.run(work)

    async def keep(self, delivery_id: int, payload: bytes) -> None:
        await self._set(delivery_id, payload=payload)

    async def commit(self, delivery_id: int, at: datetime | None) -> None:
        await self._set(delivery_id, uncertain_since=at)

    async def finish(self, delivery_id: int, receipt: Receipt, at: datetime) -> None:
        await self._set(
            delivery_id,
            state=_unless_wanted_again(receipt.standing.value),
            url=receipt.url,
            detail=receipt.detail,
            last_error="",
            look_at=_later(receipt, at),
            updated_at=at,
        )

    async def postpone(self, delivery_id: int, error: str, at: datetime, until: datetime) -> None:
        def work(connection: Connection) -> None:
            row = connection.execute(select(deliveries.c.uncertain_since).where(deliveries.c.id == delivery_id)).one()
            state = "uncertain" if row.uncertain_since else "pending"
            values = {"state": state, "last_error": error, "updated_at": at, "next_at": until}
            connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))

        await self._journal.run(work)

    async def fail(self, delivery_id: int, error: str, at: datetime) -> None:
        await self._set(delivery_id, state=_unless_wanted_again("failed"), last_error=error, updated_at=at)

    async def health(self) -> Deliveries:
        return await self._journal.run(health)

    async def _set(self, delivery_id: int, **values: object) -> None:
        statement = update(deliveries).where(deliveries.c.id == delivery_id).values(**values)

        def work(connection: Connection) -> None:
            connection.execute(statement)

        await self._journal.run(work)


def _in_turn(publisher: str) -> tuple[ColumnElement[bool], ...]:
    """What waits for a publisher and may go: an edition never before an earlier one of its meeting that waits."""
    older = deliveries.alias("older")
    first = exists().where(
        older.c.meeting_id == deliveries.c.meeting_id,
        older.c.publisher == publisher,
        older.c.revision < deliveries.c.revision,
        older.c.state.in_(WAITING),
    )
    return deliveries.c.publisher == publisher, deliveries.c.state.in_(WAITING), ~first


def _sent(publisher: str) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.publisher == publisher, deliveries.c.state == Standing.SENT.value


def _later(receipt: Receipt, at: datetime) -> datetime | None:
    """When to look whether readers see it."""
    look = receipt.standing is Standing.SENT and receipt.look_after is not None
    return at + timedelta(seconds=receipt.look_after or 0.0) if look else None


def _unless_wanted_again(state: str) -> ColumnElement[str]:
    """The state after an attempt; but a draft that was saved anew meanwhile waits again."""
    return case((deliveries.c.attempts == 0, "pending"), else_=state)


def claim(connection: Connection, delivery_id: int, now: datetime) -> Delivery:
    """Mark a delivery as being sent, and count the attempt."""
    own = deliveries.c.id == delivery_id
    attempts = deliveries.c.attempts + 1
    connection.execute(update(deliveries).where(own).values(state="sending", attempts=attempts, updated_at=now))
    return to_delivery(connection.execute(select(deliveries).where(own)).one())
