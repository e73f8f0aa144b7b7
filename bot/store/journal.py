"""The record's only writer: one batch, one transaction."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, case, delete, insert, update
from sqlalchemy.exc import DBAPIError

from bot.app.batch import DRAFT, Batch, KeptEdition, KeptEvent, KeptMessage, Traces
from bot.app.ports import UnwritableError
from bot.core.chat import Room
from bot.store import tables
from bot.store.deliveries import WAITING
from bot.store.edits import write_edits
from bot.store.erasing import erase_retracted, erases, republish
from bot.store.moments import DUE_NOW, to_text
from bot.store.posting import write_replies, write_tokens
from bot.store.read_model import project, write_series
from bot.store.rows import to_row
from bot.store.schema import explain
from bot.store.sqlite import bulk_insert, clean, known, open_engine, path_of, put_cursor, stretch
from bot.store.ties import write_ties
from bot.store.traces import lines_of, traces
from bot.store.unsaying import write_unsaid

MESSAGE_COLUMNS = (
    "room",
    "native_id",
    "meeting_id",
    "line",
    "sent_at",
    "person",
    "nick",
    "address",
    "kind",
    "from_bot",
    "command",
    "text",
)
EVENT_COLUMNS = ("series", "meeting_id", "seq", "at", "line", "kind", "payload", "room")
T = TypeVar("T")


class Journal:
    """Writes batches in a thread of its own; implements `bot.app.ports.Journal`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._path = path_of(url)
        self._engine: Engine = open_engine(url)
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._warm = self._erased = False

    def write(self, batch: Batch) -> Awaitable[None]:
        """Begin to keep a batch, all of it or nothing; it is durable when what this returns is done.

        Raises:
            UnwritableError: nothing was kept; the message says how to mend it.
        """

        def work(connection: Connection) -> None:
            write(connection, batch)
            self._erased |= erases(batch)

        return self.run(work)

    async def known(self, room: Room, native_ids: Sequence[str]) -> set[str]:
        """Which of these lines of a room are kept already."""
        return await self.run(lambda connection: known(connection, room.key, native_ids))

    async def traces(self, room: Room, native_id: str, *, erased: bool) -> Traces:
        """What is kept of a message of the network: its lines, and all that an erasure of it needs."""
        if erased:
            return await self.run(lambda connection: traces(connection, room, native_id))
        return Traces(await self.run(lambda connection: lines_of(connection, room, native_id)))

    def run(self, work: Callable[[Connection], T]) -> Awaitable[T]:
        """Have a piece of work done in one transaction, in the writer's thread.

        Raises:
            UnwritableError: the database refused; nothing was kept.
        """
        return asyncio.get_running_loop().run_in_executor(self._thread, self.now, work)

    def now(self, work: Callable[[Connection], T]) -> T:
        """`run` for callers without an event loop: in this thread, at once."""
        try:
            connection = self._connected()
            with connection.begin():
                done = work(connection)
        except (DBAPIError, sqlite3.Error) as error:
            self._forget()
            raise UnwritableError(explain(error, self._path)) from error
        self._clean(connection)
        return done

    def _clean(self, connection: Connection) -> None:
        """Have the log of the database forget, too, what was erased; if it can't now, after the next write."""
        if not self._erased:
            return
        with suppress(sqlite3.Error):  # what is written is written, whatever becomes of this
            self._erased = not clean(connection)
            if self._warm:
                stretch(connection)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def warm_up(self) -> None:
        """Do once what makes every later write faster; worth it where the bot will run for long."""
        self._warm = self._erased = True
        self._clean(self._connected())

    def _forget(self) -> None:
        """Start over with a new connection after an error."""
        connection, self._connection = self._connection, None
        if connection is not None and self._path is not None:
            connection.invalidate()
            connection.close()

    def close(self) -> None:
        """Wait for the last write, then close."""
        self._thread.submit(self._forget).result()
        self._thread.shutdown()
        self._engine.dispose()


def write(connection: Connection, batch: Batch) -> None:
    """Everything of one batch: series and meetings first, because the rest refers to them."""
    for series in batch.series.values():
        write_series(connection, series)
    project(connection, batch.events)
    write_unsaid(connection, batch.events)
    if batch.events:
        bulk_insert(connection, tables.events, EVENT_COLUMNS, [_event_row(kept) for kept in batch.events])
    if batch.messages:
        bulk_insert(connection, tables.messages, MESSAGE_COLUMNS, [_message_row(kept) for kept in batch.messages])
    write_edits(connection, batch.edits)
    for edition in batch.editions:
        _queue(connection, edition)
    for room, cursor in batch.cursors.items():
        put_cursor(connection, room.key, to_text(cursor.at), cursor.native_id)
    write_tokens(connection, batch.tokens)
    write_ties(connection, batch.ties)
    write_replies(connection, batch.outbox)
    erase_retracted(connection, batch)
    for meeting in batch.erasures.republished.values():
        republish(connection, meeting, batch.rewriters, meeting.history[-1].at)


def _queue(connection: Connection, edition: KeptEdition) -> None:
    """The deliveries of an edition; what is to go is shown nowhere from now on, be its publishers slow."""
    meeting_id, table = edition.meeting.id, tables.deliveries
    for publisher in edition.publishers:
        queue(connection, meeting_id, edition.revision, publisher, edition.meeting.history[-1].at)
    if edition.gone:
        had = table.c.meeting_id == meeting_id, table.c.revision == DRAFT, table.c.publisher.in_(edition.publishers)
        connection.execute(update(table).where(*had).values(url=""))


def queue(connection: Connection, meeting_id: str, revision: int, publisher: str, at: datetime) -> None:
    """A delivery of an edition to a publisher, unless there is one already.

    A draft is wanted anew each time: one that was delivered is again pending, and one that is being sent will be, which
    its `attempts` of 0 tell (`Queue.finish`). Where a revision is queued, a draft that still waits is needless.
    """
    table = tables.deliveries
    row = insert(table).prefix_with("OR IGNORE")
    values = {"meeting_id": meeting_id, "revision": revision, "publisher": publisher, "state": "pending"}
    connection.execute(row, {**values, "queued_at": at, "next_at": DUE_NOW, "updated_at": at})
    draft = table.c.meeting_id == meeting_id, table.c.revision == DRAFT, table.c.publisher == publisher
    if revision == DRAFT:
        state = case((table.c.state == "sending", "sending"), else_="pending")
        again = {"state": state, "attempts": 0, "queued_at": at, "next_at": DUE_NOW, "uncertain_since": None}
        connection.execute(update(table).where(*draft).values(again))
    else:
        connection.execute(delete(table).where(*draft, table.c.state.in_(WAITING)))


def _event_row(kept: KeptEvent) -> tuple[object, ...]:
    kind, payload = to_row(kept.entry.event)
    meeting_id = kept.meeting.id if kept.meeting else None
    entry = kept.entry
    return (kept.series, meeting_id, entry.seq, to_text(entry.at), entry.line, kind, payload, entry.room)


def _message_row(kept: KeptMessage) -> tuple[object, ...]:
    message = kept.message
    sender = message.sender
    return (
        message.room.key,
        message.native_id,
        kept.meeting_id or None,
        kept.line or None,
        to_text(message.sent_at),
        sender.key,
        sender.nick,
        sender.address,
        message.kind.value,
        int(message.from_bot),
        kept.command,
        message.text,
    )
