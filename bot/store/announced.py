"""Reading what was announced."""

from datetime import date, datetime

from sqlalchemy import Connection, Row, select

from bot.app.announcing import Announced, Notice
from bot.core.schedule import Occasion
from bot.store.mail_tables import announcements


def thread_of(connection: Connection, series: str, day: date) -> list[Announced]:
    """What was mailed before the meeting of a day, the oldest first; of one that was moved, of the other day too."""
    own = announcements.c.series == series, announcements.c.day == day
    rows = connection.execute(select(announcements).where(*own).order_by(announcements.c.id))
    mailed = [each for each in map(to_announced, rows) if each.kind is not Notice.REMINDER]
    moved_from = mailed[0].instead_of if mailed else None
    return [*(thread_of(connection, series, moved_from) if moved_from and moved_from != day else ()), *mailed]


def announced_as(connection: Connection, announcement_id: int) -> tuple[Announced, datetime]:
    row = connection.execute(select(announcements).where(announcements.c.id == announcement_id)).first()
    if row is None:
        raise LookupError(f"there is no announcement {announcement_id}")
    return to_announced(row), row.made_at


def to_announced(row: Row[tuple[object, ...]]) -> Announced:
    occasion = Occasion(row.day, row.begins_at, row.ends_at, row.wall, row.zone)
    return Announced(row.series, Notice(row.kind), occasion, row.moves, row.instead_of)
