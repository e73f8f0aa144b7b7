"""Bringing a database to this version's schema, after a backup copy of the file."""

import glob
import logging
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.store.search_tables import metadata
from bot.store.searching import define
from bot.store.sqlite import StoreError, complaints, copy_to, open_engine, path_of, try_write

HEAD = "0028"
FILLED = "0021"  # the newest that adds what is made of the events: a database from before it is made anew of them
logger = logging.getLogger(__name__)


def migrations() -> Path:
    """Where the migrations lie: inside the wheel, or beside the package in a source tree."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def revision(connection: Connection) -> str:
    """The schema's revision; "" for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def upgrade(url: str, *, now: Callable[[], datetime], backups: int = 3) -> Path | None:
    """Bring the database to this version; returns the backup that was made, None when nothing had to change.

    Raises:
        StoreError: the file can't be opened or written, is no database, is of a newer version, or has events that
            can't be read.
    """
    path = path_of(url)
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            at = revision(connection)
        _probe(engine, path)
        if at == HEAD:
            return None
        if at and at not in _known():
            raise StoreError(_newer(path, at))
        backup = back_up(path, now(), backups, note=at) if path and at else None
        _migrate(engine, anew=at < FILLED) if at else _make(engine)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(explain(error, path)) from error
    except (ValueError, LookupError) as error:
        raise StoreError(
            f"{path}: can't be upgraded: {error}; nothing was changed, and the version before works"
        ) from error
    finally:
        if path is not None:
            engine.dispose()
    return backup


def examine(url: str) -> str:
    """How the database is, in words; nothing is made or changed.

    Raises:
        StoreError: it can't be used, or is damaged.
    """
    path = path_of(url)
    if path is None:
        return "in memory: lost when the bot stops"
    if not path.exists():
        return _place_for(path)
    try:
        try_write(path)
        wrong = list(complaints(path))
        with open_engine(url, read_only=True).connect() as connection:
            at = revision(connection)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(explain(error, path)) from error
    if wrong:
        raise StoreError(f"{path}: it is damaged ({wrong[0]}); put a backup (FILE.backup-*) in its place")
    if at and at not in _known():
        raise StoreError(_newer(path, at))
    return (
        f"{path}: whole, schema {at}" if at == HEAD else f"{path}: whole, upgraded to schema {HEAD} at the next start"
    )


def require_head(url: str) -> None:
    """See that the database has this version's schema, without making it so.

    Raises:
        StoreError: it has another one, or can't be read.
    """
    path = path_of(url)
    try:
        with open_engine(url, read_only=True).connect() as connection:
            at = revision(connection)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(explain(error, path)) from error
    if at and at not in _known():
        raise StoreError(_newer(path, at))
    if at != HEAD:
        raise StoreError(f"{path}: its schema is {at or 'missing'}, and {HEAD} is needed; run `minutebot db upgrade`")


def has_head(url: str) -> bool:
    """Whether the database has this version's schema."""
    try:
        require_head(url)
    except StoreError:
        return False
    return True


def _place_for(path: Path) -> str:
    directory = path.absolute().parent
    if not os.access(directory, os.W_OK | os.X_OK):
        raise StoreError(f"{path}: can't be made; make {directory}, or give minutebot the right to write there")
    return f"{path}: made at the first start"


def _known() -> list[str]:
    """The revisions that this version has, oldest first."""
    return [file.name.partition("_")[0] for file in sorted((migrations() / "versions").glob("[0-9]*.py"))]


def _probe(engine: Engine, path: Path | None) -> None:
    """Fail now, not in the middle of a meeting, when the file can't be written."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE _probe (id INTEGER)")
        connection.exec_driver_sql("DROP TABLE _probe")
    logger.debug("%s can be written", path)


def _newer(path: Path | None, at: str) -> str:
    return (
        f"{path}: its schema ({at}) is newer than this minutebot knows ({HEAD}); "
        "run the newer version, or put a backup of before the upgrade back"
    )


def _make(engine: Engine) -> None:
    """A new database as the tables have it, without the long way through every migration."""
    with engine.begin() as connection:
        metadata.create_all(connection)
        define(connection)
        connection.exec_driver_sql(_VERSIONS)
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


_VERSIONS = """
    CREATE TABLE alembic_version
    (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))
"""


def _migrate(engine: Engine, *, anew: bool) -> None:
    """To HEAD, in one transaction; `anew`: with the tables people query made of the events."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its plug-ins and dialects are of no use to an operator
    from alembic import command  # noqa: PLC0415 - a tenth of a second that most starts need not spend
    from alembic.config import Config  # noqa: PLC0415 - likewise

    from bot.store.rebuilding import rebuild  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if anew:
            logger.info("the tables that people query are made anew of %d events", rebuild(connection))


def back_up(path: Path, now: datetime, keep: int, note: str = "") -> Path:
    """Copy the database beside itself; only the newest `keep` copies stay (0 keeps all).

    Raises:
        StoreError: the copy can't be written.
    """
    stem = f"{path.name}.backup-"
    target = path.with_name(f"{stem}{now:%Y%m%dT%H%M%S}{'-' + note if note else ''}")
    try:
        copy_to(path, target)
        old = sorted(path.parent.glob(f"{glob.escape(stem)}*"))[: -keep if keep else 0]
        for copy in old:
            copy.unlink()
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{target}: the backup can't be written: {explain(error, path)}") from error
    logger.info("backup written to %s", target)
    return target


_HINTS = (
    ("unable to open", "make its directory, or give minutebot the right to it"),
    ("readonly", "give minutebot the right to write the file and its directory"),
    ("not a database", "it is no SQLite file; move it away, or put a backup (FILE.backup-*) in its place"),
    ("malformed", "it is damaged; put a backup (FILE.backup-*) in its place"),
    ("disk is full", "make room on the disk; minutebot goes on by itself"),
    ("disk i/o", "the disk fails; look at the system's log"),
    ("locked", "another process holds it; two bots can't share one database"),
)


def explain(error: Exception, path: Path | None) -> str:
    """One line for the person who can mend the database."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    words = str(cause)
    hint = next((hint for part, hint in _HINTS if part in words.lower()), "see the log")
    return f"{path}: {words}: {hint}"
