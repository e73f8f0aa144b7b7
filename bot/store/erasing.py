"""Retracted text leaves every row that holds it: the line, the events, and what was kept to be sent."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from bot.app.batch import KeptEvent
from bot.core.events import LineRetracted
from bot.core.meeting import Meeting
from bot.core.text import RETRACTED
from bot.store import tables
from bot.store.rows import to_row

BEING_SENT = ("sending", "uncertain")  # their bytes are needed to find out what became of them


def erase_retracted(connection: Connection, kept: Iterable[KeptEvent]) -> None:
    """Erase what a batch retracts. The read model is made from the state, which has it erased already."""
    latest: dict[str, Meeting] = {}
    for event in kept:
        if event.meeting and isinstance(event.entry.event, LineRetracted):
            latest[event.meeting.id] = event.meeting
            _line(connection, event.meeting.id, event.entry.event.line)
    for meeting in latest.values():
        _events(connection, meeting)
        _payloads(connection, meeting.id)


def _line(connection: Connection, meeting_id: str, line: int) -> None:
    table = tables.messages
    own = table.c.meeting_id == meeting_id, table.c.line == line
    connection.execute(update(table).where(*own).values(text=RETRACTED))


def _events(connection: Connection, meeting: Meeting) -> None:
    table = tables.events
    own = table.c.meeting_id == meeting.id
    rows = {row.seq: row.payload for row in connection.execute(select(table.c.seq, table.c.payload).where(own))}
    for entry in meeting.history:
        _, payload = to_row(entry.event)
        if rows.get(entry.seq) not in {None, payload}:
            connection.execute(update(table).where(own, table.c.seq == entry.seq).values(payload=payload))


def _payloads(connection: Connection, meeting_id: str) -> None:
    table = tables.deliveries
    own = table.c.meeting_id == meeting_id, table.c.state.not_in(BEING_SENT)
    connection.execute(update(table).where(*own).values(payload=None))
