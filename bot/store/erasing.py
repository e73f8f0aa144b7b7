"""Retracted text leaves every row that has it: lines, events, what the bot said of it, and what is kept to be sent."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.app.batch import DRAFT, Batch, KeptEvent, Quoted
from bot.core.chat import MessageErased
from bot.core.events import LineRetracted, TextsRetracted
from bot.core.meeting import Meeting
from bot.core.retracting import Between
from bot.core.text import RETRACTED
from bot.store import tables
from bot.store.forgetting import forget_erased
from bot.store.mail_tables import announcements
from bot.store.moments import DUE_NOW
from bot.store.naming import of_message
from bot.store.network_tables import outbox
from bot.store.notices import SPOKEN, unsay
from bot.store.quoting import longest_first, take_out
from bot.store.rows import to_row

BEING_SENT = ("sending", "uncertain")  # their bytes are needed to find out what became of them
SETTLED = ("sent", "confirmed", "failed")


def erases(batch: Batch) -> bool:
    """Whether a batch takes away text that was kept before it."""
    return batch.erasures.any or any(
        isinstance(kept.entry.event, LineRetracted | TextsRetracted) for kept in batch.events
    )


def erase_retracted(connection: Connection, batch: Batch) -> None:
    """Erase what a batch retracts. The read model is made from the state, which has it erased already."""
    for meeting in _lines(connection, batch.events).values():
        _events(connection, meeting)
        _payloads(connection, tables.deliveries.c.meeting_id == meeting.id)
        _announced(connection, meeting.series)
    for erasure in batch.erasures.messages:
        _message(connection, erasure)
    for between in batch.erasures.between:
        _between(connection, between)
        _announced(connection, between.series)
    for quoted in batch.erasures.quoted:
        _quoted(connection, quoted)
        unsay(connection, quoted, batch.erasures.messages)
    if erases(batch):
        forget_erased(connection)


def _lines(connection: Connection, kept: Iterable[KeptEvent]) -> dict[str, Meeting]:
    """Erase lines; the meetings whose events are others now."""
    latest: dict[str, Meeting] = {}
    table = tables.messages
    for event in kept:
        match event:
            case KeptEvent(entry=entry, meeting=Meeting() as meeting) if isinstance(
                entry.event, LineRetracted | TextsRetracted
            ):
                latest[meeting.id] = meeting
                if isinstance(entry.event, LineRetracted):
                    own = table.c.meeting_id == meeting.id, table.c.line == entry.event.line
                    connection.execute(update(table).where(*own).values(text=RETRACTED))
            case _:
                pass
    return latest


def _events(connection: Connection, meeting: Meeting) -> None:
    table = tables.events
    own = table.c.meeting_id == meeting.id
    rows = {row.seq: row.payload for row in connection.execute(select(table.c.seq, table.c.payload).where(own))}
    for entry in meeting.history:
        _, payload = to_row(entry.event)
        if rows.get(entry.seq) not in {None, payload}:
            connection.execute(update(table).where(own, table.c.seq == entry.seq).values(payload=payload))


def _payloads(connection: Connection, *which: ColumnElement[bool]) -> None:
    table = tables.deliveries
    connection.execute(update(table).where(*which, table.c.state.not_in(BEING_SENT)).values(payload=None))


def _announced(connection: Connection, series: str) -> None:
    """The mails that announced a series' meetings, with what was on its agenda."""
    own = select(announcements.c.id).where(announcements.c.series == series)
    _payloads(connection, tables.deliveries.c.announcement_id.in_(own))


def _message(connection: Connection, erasure: MessageErased) -> None:
    """A message that the network took away, in a meeting or between."""
    table = tables.messages
    query = select(table.c.id, table.c.native_id).where(of_message(table, erasure.room, erasure.native_id))
    for row in connection.execute(query).all():
        if erasure.covers(row.native_id):
            connection.execute(update(table).where(table.c.id == row.id).values(text=RETRACTED))


def _between(connection: Connection, between: Between) -> None:
    _, payload = to_row(between.entry.event)
    connection.execute(update(tables.events).where(tables.events.c.id == between.row).values(payload=payload))


def _quoted(connection: Connection, quoted: Quoted) -> None:
    """What the bot said in these meetings, and what it is still to say anywhere."""
    messages = tables.messages
    for text in longest_first(quoted.texts):
        said = messages.c.meeting_id.in_(quoted.meetings), messages.c.from_bot.is_(True)
        take_out(connection, messages, text, *said)
        take_out(connection, outbox, text, outbox.c.kind.in_(SPOKEN))


def republish(connection: Connection, meeting: Meeting, rewriters: Iterable[str], at: datetime) -> None:
    """Have a meeting's pages written again where they stand: the newest edition, and the draft of one that runs."""
    table = tables.deliveries
    for publisher in rewriters:
        own = table.c.meeting_id == meeting.id, table.c.publisher == publisher
        newest = connection.scalar(select(func.max(table.c.revision)).where(*own))
        wanted = {newest, DRAFT} if meeting.running else {newest}
        state = {"state": "pending", "attempts": 0, "queued_at": at, "next_at": DUE_NOW, "uncertain_since": None}
        again = update(table).where(*own, table.c.revision.in_(wanted - {None}))
        connection.execute(again.where(table.c.state.in_(SETTLED)).values(state))
        connection.execute(again.where(table.c.state == "sending").values({**state, "state": "sending"}))
