"""What the record holds of a message that is edited or erased: its lines, what it led to, and who has it from there."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, func, select

from bot.app.batch import KeptLine, Traces
from bot.core.chat import Room
from bot.core.events import ActionClosed, Entry, LineRetracted
from bot.core.evolution import evolve, replay
from bot.core.meeting import Meeting
from bot.core.register import beginnings
from bot.core.retracting import Between, erased, erased_between, said_between
from bot.store.edits import edits_of
from bot.store.history import entries
from bot.store.naming import of_message
from bot.store.rows import from_row
from bot.store.tables import actions, events, messages

_JSON = TypeAdapter(str)


def lines_of(connection: Connection, room: Room, native_id: str) -> tuple[KeptLine, ...]:
    """The lines of meetings that a message became, in their order."""
    query = (
        select(messages)
        .where(of_message(messages, room, native_id), messages.c.meeting_id.is_not(None))
        .order_by(messages.c.id)
    )
    return tuple(
        KeptLine(row.meeting_id, row.line, row.person, row.text, row.native_id) for row in connection.execute(query)
    )


def traces(connection: Connection, room: Room, native_id: str) -> Traces:
    """All that an erasure of the message needs."""
    lines, led_to = lines_of(connection, room, native_id), edits_of(connection, room, native_id)
    ids = [*(line.meeting_id for line in lines), *(edit.meeting_id for edit in led_to)]
    meetings = {meeting_id: replay(entries(connection, meeting_id)) for meeting_id in dict.fromkeys(ids)}
    said = tuple(_said_between(connection, room, native_id))
    texts = {text for line in lines for text in _texts(meetings[line.meeting_id], line.number)}
    texts |= {text for one in erased_between(said) for text in one.texts}
    heirs = (_holding(connection, texts) | _recording(connection, said)) - set(meetings)
    meetings |= {meeting_id: replay(entries(connection, meeting_id)) for meeting_id in sorted(heirs)}
    series = {one.series for one in said} | {
        started.series for each in meetings.values() for _, started in beginnings(each)
    }
    return Traces(lines, led_to, said, tuple(_between(connection, series)), meetings)


def _texts(meeting: Meeting, line: int) -> Iterable[str]:
    """What is erased with a line."""
    last = meeting.history[-1]
    return erased(meeting, evolve(meeting, Entry(last.seq + 1, last.at, 0, LineRetracted(line, "")))).texts


def _holding(connection: Connection, texts: Iterable[str]) -> set[str]:
    """The meetings that have one of these texts in an event."""
    found: set[str] = set()
    for text in texts:
        part = _JSON.dump_json(text).decode()
        query = select(events.c.meeting_id).where(func.instr(events.c.payload, part) > 0).distinct()
        found |= {meeting_id for meeting_id in connection.scalars(query) if meeting_id}
    return found


def _recording(connection: Connection, said: Iterable[Between]) -> set[str]:
    """The meetings whose actions were closed by what was said."""
    found: set[str] = set()
    for one in said:
        if isinstance(one.entry.event, ActionClosed):
            own = actions.c.series == one.series, actions.c.number == one.entry.event.label
            found.update(connection.scalars(select(actions.c.meeting_id).where(*own)))
    return found


def _said_between(connection: Connection, room: Room, native_id: str) -> Iterator[Between]:
    query = select(messages).where(of_message(messages, room, native_id), messages.c.meeting_id.is_(None))
    for row in connection.execute(query).all():
        here = and_(events.c.meeting_id.is_(None), events.c.at == row.sent_at)
        told = [_one(each) for each in connection.execute(select(events).where(here))]
        yield from said_between(told, row.sent_at, row.person, row.text)


def _between(connection: Connection, series: set[str]) -> Iterator[Between]:
    query = select(events).where(events.c.meeting_id.is_(None), events.c.series.in_(series)).order_by(events.c.id)
    return (_one(row) for row in connection.execute(query))


def _one(row: Row[Any]) -> Between:
    return Between(row.id, row.series, Entry(row.seq, row.at, row.line, from_row(row.kind, row.payload), row.room))
