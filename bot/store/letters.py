"""The letters that came, as far as they say something of a mail of ours."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select

from bot.app.letters import Letter, Verdict
from bot.app.ports import Delivery
from bot.store.deliveries import to_delivery
from bot.store.journal import Journal
from bot.store.mail_tables import announcements, letters
from bot.store.tables import deliveries, meetings

KEPT_FOR = timedelta(days=90)


class LetterBook:
    """Implements `bot.app.letters.LetterBook` over the journal's thread. Of a letter its text is not kept."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def take_in(self, letter: Letter, at: datetime) -> bool:
        row = {
            "message_id": letter.message_id,
            "sender": letter.sender,
            "subject": letter.subject,
            "verdict": letter.verdict.value if letter.verdict else "",
            "reason": letter.reason,
            "about": json.dumps(letter.about),
            "received_at": at,
        }

        def work(connection: Connection) -> bool:
            if connection.execute(select(letters.c.id).where(letters.c.message_id == letter.message_id)).first():
                return False
            connection.execute(delete(letters).where(letters.c.received_at < at - KEPT_FOR))
            connection.execute(insert(letters).values(row))
            return True

        return await self._journal.run(work)

    async def answer(self, message_id: str, subject: str, since: datetime) -> Letter | None:
        judged = select(letters).where(letters.c.verdict != "", letters.c.received_at >= since)

        def work(connection: Connection) -> Letter | None:
            found = map(_letter, connection.execute(judged.order_by(letters.c.id.desc())))
            return next((each for each in found if _is_about(each, message_id, subject)), None)

        return await self._journal.run(work)

    async def knows(self, letter: Letter) -> bool:
        query = select(letters.c.id).where(letters.c.message_id == letter.message_id)
        return await self._journal.run(lambda connection: connection.execute(query).first() is not None)

    async def series(self, letter: Letter) -> str:
        delivery = await self.delivery(letter)
        if delivery is None:
            return ""
        announced = select(announcements.c.series).where(announcements.c.id == delivery.announcement)
        met = select(meetings.c.series).where(meetings.c.id == delivery.meeting_id)
        query = announced if delivery.announcement else met
        return await self._journal.run(lambda connection: connection.scalar(query) or "")

    async def delivery(self, letter: Letter) -> Delivery | None:
        def work(connection: Connection) -> Delivery | None:
            for message_id in letter.about:
                named = deliveries.c.detail.startswith(f"{message_id}:", autoescape=True)
                if row := connection.execute(select(deliveries).where(named)).first():
                    return to_delivery(row)
            return None

        return await self._journal.run(work)


def _is_about(letter: Letter, message_id: str, subject: str) -> bool:
    return message_id in letter.about or (not letter.about and bool(subject) and subject in letter.subject)


def _letter(row: Row[tuple[object, ...]]) -> Letter:
    return Letter(
        row.message_id,
        row.sender,
        row.subject,
        about=tuple(json.loads(row.about)),
        verdict=Verdict(row.verdict),
        reason=row.reason,
    )
