"""What was announced of meetings to come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.app.announcing import Announced
from bot.store.announced import to_announced
from bot.store.journal import Journal
from bot.store.mail_tables import announcements
from bot.store.moments import DUE_NOW
from bot.store.tables import deliveries


class AnnouncementBook:
    """Implements `bot.app.announcing.AnnouncementBook` over the journal's thread."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def latest(self, series: str) -> Sequence[Announced]:
        query = select(announcements).where(announcements.c.series == series).order_by(announcements.c.id.desc())

        def work(connection: Connection) -> list[Announced]:
            last = connection.execute(query.limit(1)).first()
            if last is None:
                return []
            rows = connection.execute(query.where(announcements.c.day == last.day))
            return [to_announced(row) for row in reversed(rows.all())]

        return await self._journal.run(work)

    async def announce(self, announced: Announced, publishers: Sequence[str], at: datetime) -> bool:
        occasion = announced.occasion
        row = {
            "series": announced.series,
            "kind": announced.kind.value,
            "day": occasion.on,
            "wall": occasion.wall,
            "zone": occasion.zone,
            "begins_at": occasion.begins,
            "ends_at": occasion.ends,
            "instead_of": announced.instead_of,
            "moves": announced.moves,
            "made_at": at,
        }

        def work(connection: Connection) -> bool:
            made = connection.execute(insert(announcements).prefix_with("OR IGNORE").values(row))
            if not made.rowcount:
                return False
            waiting = {"announcement_id": made.lastrowid, "revision": 1, "state": "pending"}
            times = {"queued_at": at, "next_at": DUE_NOW, "updated_at": at}
            for publisher in publishers:
                connection.execute(insert(deliveries).values(publisher=publisher, **waiting, **times))
            return True

        return await self._journal.run(work)
