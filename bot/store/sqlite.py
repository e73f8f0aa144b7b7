"""All SQL that only SQLite speaks (but that of `searching.py`), and how its files are opened, copied and filled."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from bot.store.searching import register

LOG_BYTES = 4_000_000  # what SQLite writes before it moves it into the database: 1,000 pages
KEPT = 500  # KiB of the file in the memory of each reader; the system keeps the rest
CHUNKS = (500, 100, 10, 1)


class StoreError(Exception):
    """The database can't be used; the message says what is wrong and how to mend it."""


def path_of(url: str) -> Path | None:
    """The file behind an SQLite URL; None for a database in memory.

    Raises:
        StoreError: the URL is none, or of another database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(f'store.url: "{url}" is no address of a database; use sqlite:///PATH') from None
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(f"store.url: {parsed.drivername} is not supported yet; use sqlite:///PATH")
    return None if parsed.database in {None, "", ":memory:"} else Path(str(parsed.database))


def open_engine(url: str, *, read_only: bool = False, pooled: bool = False) -> Engine:
    """An engine whose transactions begin when told, durable at commit (WAL, synchronous=FULL).

    What is deleted or overwritten is really gone from the file. Waits up to 10 s for another process's write. A
    read-only engine opens a connection for each use, so that any thread may; pooled, it keeps a few, and the file
    itself is opened for reading only.
    """
    parsed: URL = make_url(url)
    path = path_of(url)
    in_memory = path is None
    if path is not None and pooled:
        parsed = make_url(f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true")
    pool = StaticPool if in_memory else QueuePool if pooled else NullPool
    kept = {"pool_size": 3, "max_overflow": 30} if pool is QueuePool else {}  # at rest, for each has memory of its own
    engine = create_engine(parsed, poolclass=pool, connect_args={"check_same_thread": False, "timeout": 10}, **kept)
    if pooled:
        event.listen(engine, "connect", _searcher)
    event.listen(engine, "connect", _reader if read_only and not in_memory else _writer)
    event.listen(engine, "begin", _begin if read_only else _begin_immediate)
    return engine


def open_reader(record: str | Engine) -> Engine:
    """A pooled engine for reading, of an URL; or one that several share, for each connection takes half a megabyte."""
    return record if isinstance(record, Engine) else open_engine(record, read_only=True, pooled=True)


def _writer(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    register(connection)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _searcher(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, passage_words, instance)")


def _reader(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.create_function("casefold", 1, str.casefold, deterministic=True)  # SQLite's lower() knows ASCII alone
    for pragma in ("query_only=ON", "busy_timeout=10000", f"cache_size=-{KEPT}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    driver(connection).execute("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    driver(connection).execute("BEGIN IMMEDIATE")


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, for what is done in every batch: it saves 30 us a statement."""
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


def stretch(connection: Connection) -> None:
    """Make the write-ahead log as long as it gets: a commit that need not lengthen the file takes half the time.

    What is written for it is rolled back; SQLite keeps the log's length until the last connection closes. It is only
    for speed, so a full disk or another process's lock is no matter.
    """
    raw = driver(connection)
    with suppress(sqlite3.Error):
        raw.execute("PRAGMA cache_size=10")  # pages; the rest of a transaction spills into the log
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("CREATE TABLE _probe (filler BLOB)")
        raw.execute("INSERT INTO _probe VALUES (zeroblob(?))", (LOG_BYTES,))
    raw.rollback()
    raw.execute("PRAGMA cache_size=-2000")


def clean(connection: Connection) -> bool:
    """Move all of the write-ahead log into the database and empty it: what was overwritten is then in neither.

    False if a reader is in the way for two seconds.
    """
    raw = driver(connection)
    raw.execute("PRAGMA busy_timeout=2000")
    busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.execute("PRAGMA busy_timeout=10000")
    return not busy


def bulk_insert(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows, skipping those whose unique key is there already.

    A statement carries up to 500 rows: sqlite3 gives up the interpreter lock once a statement, and a writer thread
    that gives it up once a row waits up to 5 ms for each while the event loop is busy.
    """
    done = 0
    for size in CHUNKS:
        while len(rows) - done >= size:
            values = [value for row in rows[done : done + size] for value in row]
            driver(connection).execute(_insert(table.name, columns, size), values)
            done += size


def known(connection: Connection, room: str, native_ids: Sequence[str]) -> set[str]:
    """Which of these lines of a room are kept."""
    rows = connection.exec_driver_sql(_KNOWN, (room, json.dumps(native_ids)))
    return {row[0] for row in rows}


_KNOWN = "SELECT native_id FROM messages WHERE room = ? AND native_id IN (SELECT value FROM json_each(?))"


def said(connection: Connection, meeting_id: str, after: int, limit: int) -> list[tuple[Any, ...]]:
    """The next lines of a meeting: line, sent_at (text), nick, kind, text, command, person, room, id."""
    return driver(connection).execute(_SAID, (meeting_id, after, limit)).fetchall()


_SAID = """
    SELECT line, sent_at, nick, kind, text, command, person, room, native_id FROM messages
    WHERE meeting_id = ? AND line > ? ORDER BY line LIMIT ?
"""


def spoke(connection: Connection, meeting_id: str, most: int) -> list[tuple[Any, ...]]:
    """Whose the first lines of a meeting are: person, how many, the first, the last, their times (text)."""
    return driver(connection).execute(_SPOKE, {"meeting": meeting_id, "most": most}).fetchall()


_SPOKE = """
    WITH spoke AS (SELECT person, count(*) AS lines, min(line) AS first, max(line) AS last FROM messages
        WHERE meeting_id = :meeting AND line <= :most GROUP BY person)
    SELECT person, lines, first, last, (SELECT sent_at FROM messages WHERE meeting_id = :meeting AND line = first),
        (SELECT sent_at FROM messages WHERE meeting_id = :meeting AND line = last) FROM spoke
"""


def reached(connection: Connection, meeting_id: str) -> int:
    """How many lines a meeting's transcript has."""
    return driver(connection).execute(_REACHED, (meeting_id,)).fetchone()[0] or 0


_REACHED = "SELECT max(line) FROM messages WHERE meeting_id = ?"


def happened(connection: Connection, meeting_id: str) -> list[tuple[Any, ...]]:
    """The events of a meeting, in their order: seq, at (text), line, kind, payload, room."""
    return driver(connection).execute(_HAPPENED, (meeting_id,)).fetchall()


_HAPPENED = "SELECT seq, at, line, kind, payload, room FROM events WHERE meeting_id = ? ORDER BY seq"


def changes(connection: Connection) -> int:
    """A number that is another one once somebody else has written (as this connection sees it; 4 us)."""
    return int(driver(connection).execute("PRAGMA data_version").fetchone()[0])


def put_cursor(connection: Connection, room: str, at: str, native_id: str) -> None:
    """Up to where a room was heard. Written often, so without the cost of building SQL."""
    driver(connection).execute(_PUT_CURSOR, (room, at, native_id))


_PUT_CURSOR = """
    INSERT INTO cursors (room, at, native_id) VALUES (?, ?, ?)
    ON CONFLICT (room) DO UPDATE SET at = excluded.at, native_id = excluded.native_id
"""


def put_token(connection: Connection, network: str, token: str) -> None:
    """Up to where a network was heard."""
    driver(connection).execute(_PUT_PLACE, (network, token))


_PUT_PLACE = """
    INSERT INTO tokens (network, token) VALUES (?, ?) ON CONFLICT (network) DO UPDATE SET token = excluded.token
"""


def put_reply(connection: Connection, row: tuple[str, ...]) -> int:
    """A reply that waits: network, room, kind, text, time, for whom alone, what it answers, its thread.

    Its transaction id is drawn here, once and for all. Returns the row's id.
    """
    return driver(connection).execute(_PUT_REPLY, row).lastrowid or 0


_PUT_REPLY = """
    INSERT INTO outbox (network, room, kind, text, at, person, answers, thread, transaction_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'minutebot-' || lower(hex(randomblob(12))))
"""


@cache
def _insert(table: str, columns: tuple[str, ...], size: int) -> str:
    row = f"({','.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({','.join(columns)}) VALUES {','.join([row] * size)} ON CONFLICT DO NOTHING"  # noqa: S608 - names are ours


def defer_foreign_keys(connection: Connection) -> None:
    """Check the references of this transaction when it is committed."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def copy_to(source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use; never half a file under the target's name."""
    partial = target.with_name(target.name + ".partial")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(partial)) as new:
        old.backup(new)
    partial.replace(target)


def complaints(path: Path) -> Iterable[str]:
    """What SQLite finds wrong with the file; nothing when it is whole. Reads all of it."""
    with closing(_existing(path, "ro")) as connection:
        rows = connection.execute("PRAGMA quick_check").fetchall()
    return [row[0] for row in rows if row[0] != "ok"]


def try_write(path: Path) -> None:
    """Take the right to write, and give it back.

    Raises:
        sqlite3.Error: it can't be had; the file is left as it was.
    """
    with closing(_existing(path, "rw")) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _existing(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=10)
