"""Reading the queue of deliveries."""

from sqlalchemy import Connection, Row, func, select

from bot.app.ports import Delivery
from bot.core.deliveries import Deliveries
from bot.store.tables import deliveries

WAITING = ("pending", "uncertain")


def to_delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        meeting_id=row.meeting_id or "",
        revision=row.revision,
        publisher=row.publisher,
        state=row.state,
        attempts=row.attempts,
        queued_at=row.queued_at,
        next_at=row.next_at,
        uncertain_since=row.uncertain_since,
        payload=row.payload,
        url=row.url,
        detail=row.detail,
        last_error=row.last_error,
        announcement=row.announcement_id or 0,
    )


def health(connection: Connection) -> Deliveries:
    """How many deliveries wait, and how many failed."""
    counted = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    waiting = sum(counts.get(state, 0) for state in (*WAITING, "sending"))
    return Deliveries(waiting=waiting, failed=counts.get("failed", 0))
