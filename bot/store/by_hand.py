"""Deliveries that a person orders: tried again, or published once more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from bot.app.ports import Delivery
from bot.core.revisions import makes_revision
from bot.store.deliveries import to_delivery
from bot.store.journal import queue
from bot.store.queue import claim
from bot.store.rows import from_row
from bot.store.tables import deliveries, events

DELIVERED = ("sent", "confirmed")


class OrderError(Exception):
    """What was ordered can't be done; the message says why, and what to do."""


def put_back(connection: Connection, delivery_id: int, now: datetime, *, again: bool = False) -> Delivery:
    """Have a delivery tried again from the start, at once.

    A person has looked, so its last attempt is not uncertain any more.

    Raises:
        OrderError: there is no such delivery, it is being sent, or it was sent (unless `again`).
    """
    own = deliveries.c.id == delivery_id
    row, what = _idle(connection, delivery_id)
    if row.state in DELIVERED and not again:
        raise OrderError(f"{what} is {row.state} already; --again sends it once more")
    values = {"state": "pending", "attempts": 0, "next_at": now, "uncertain_since": None, "updated_at": now}
    connection.execute(update(deliveries).where(own).values(values))
    return to_delivery(connection.execute(select(deliveries).where(own)).one())


def drop(connection: Connection, delivery_ids: Sequence[int], publisher: str = "") -> list[Delivery]:
    """Forget deliveries that wait or failed: these, and all to a publisher; the meeting can be published there again.

    Raises:
        OrderError: one is not there, is being sent, or was sent; then none is forgotten.
    """
    waiting = deliveries.c.publisher == publisher, deliveries.c.state.not_in((*DELIVERED, "sending"))
    wanted = [*delivery_ids, *connection.scalars(select(deliveries.c.id).where(*waiting))]
    found = {delivery_id: _idle(connection, delivery_id) for delivery_id in wanted}
    for row, what in found.values():
        if row.state in DELIVERED:
            raise OrderError(f"{what} is {row.state} already; that can't be taken back")
    connection.execute(delete(deliveries).where(deliveries.c.id.in_(found)))
    return [to_delivery(row) for row, _ in found.values()]


def _idle(connection: Connection, delivery_id: int) -> tuple[Row[tuple[object, ...]], str]:
    """A delivery that nobody is at, and what to call it.

    Raises:
        OrderError: there is no such delivery, or it is being sent.
    """
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()
    if row is None:
        raise OrderError(f"there is no delivery {delivery_id}; `minutebot deliveries` lists them")
    what = f"delivery {delivery_id} ({to_delivery(row).name} to {row.publisher})"
    if row.state == "sending":
        raise OrderError(f"{what} is being sent right now; if that was cut off, the bot takes it up when it starts")
    return row, what


def take(connection: Connection, meeting_id: str, publisher: str, now: datetime, *, repeat: bool) -> Delivery | str:
    """Claim the delivery of a meeting's newest revision, whenever it is due; it is queued when there is none.

    An earlier one that waits, and of which nothing can have gone out, is dropped: it would come after the newest. The
    state ("sending", "sent", "confirmed") instead, when that stands in the way: somebody else is at it, or it is
    done and not to be repeated.
    """
    revision = newest(connection, meeting_id)
    queue(connection, meeting_id, revision, publisher, now)
    own = deliveries.c.meeting_id == meeting_id, deliveries.c.publisher == publisher
    this = select(deliveries.c.id, deliveries.c.state).where(*own, deliveries.c.revision == revision)
    row = connection.execute(this).one()
    if row.state == "sending" or (row.state in DELIVERED and not repeat):
        return str(row.state)
    waiting = deliveries.c.revision < revision, deliveries.c.state == "pending"
    connection.execute(delete(deliveries).where(*own, *waiting))
    if repeat:
        connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(uncertain_since=None))
    return claim(connection, row.id, now)


def newest(connection: Connection, meeting_id: str) -> int:
    """How many revisions a meeting has had; at least 1."""
    made = select(events.c.kind, events.c.payload).where(events.c.meeting_id == meeting_id)
    rows = connection.execute(made.where(events.c.kind.in_(("meeting_ended", "minutes_amended"))))
    return max(1, sum(makes_revision(from_row(row.kind, row.payload)) for row in rows))
