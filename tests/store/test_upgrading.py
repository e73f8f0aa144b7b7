"""A database of an older schema with meetings in it says the same after the upgrade as one that was rebuilt."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from bot.store.journal import Journal, write
from bot.store.rebuilding import READ_MODEL, rebuild
from bot.store.schema import HEAD, migrations, upgrade
from bot.store.search_tables import metadata
from bot.store.searching import register
from bot.store.searching import take_in as take_in_some
from bot.store.sqlite import StoreError, open_engine
from tests.meetings.stage import stage
from tests.store.database import execute, rows

NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)
EVENTFUL = (
    "ada: #startmeeting Glazes",
    "bo: #scribe bo",
    "ada: #topic Kilns",
    "cy: #info cone 6 is enough",
    "ada: #action bo to fire the kiln by 2026-04-20",
    "ada: #agreed we buy the big kiln",
    "ada: #undo",
    "ada: #meetingname Kilns",
    "ada: #nextmeeting 2026-04-15 16:00",
    "ada: #summary All fired.",
    "ada: #endmeeting",
    "ada: #agenda bricks",
    "ada: #done A-1 fired",
    "ada: #startmeeting Left alone",
    "bo: #info nobody needs this",
    "ada: #abortmeeting",
    "-!- tomorrow",
    "cy: #startmeeting Glazes",
    "cy: #chair ada",
    "cy: #topic Shelves",
    "-!- cy logs in as cy",
    "cy: #info they bend",
    "-!- only by invitation",
    "cy: #action cy to bend them back",
    "cy: #agenda who bent them",
)


@pytest.fixture(scope="module")
def today(tmp_path_factory) -> Path:
    """A database of this version: a meeting that was renamed, one that was aborted, one that runs."""
    path = tmp_path_factory.mktemp("today") / "minutebot.db"
    upgrade(f"sqlite:///{path}", now=lambda: NOON)
    journal = Journal(f"sqlite:///{path}")
    on = stage()
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    on.play(*EVENTFUL)
    take_in(journal)
    journal.close()
    assert len(rows(path, "meetings")) == 3
    return path


def take_in(journal: Journal) -> None:
    """The words of all lines."""
    while journal.now(take_in_some):
        pass


def as_of(revision: str, today: Path, path: Path) -> str:
    """The url of a database of an older schema, with all of the rows that it could hold."""
    url = f"sqlite:///{path}"
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    with open_engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    with closing(sqlite3.connect(path)) as connection, connection:
        register(connection)
        connection.execute("ATTACH ? AS today", (str(today),))
        older = _tables(connection)
        for table in (table.name for table in metadata.sorted_tables if table.name in older):
            both = _columns(connection, "main", table) & _columns(connection, "today", table)
            named = ", ".join(sorted(both))
            connection.execute(f"INSERT INTO main.{table} ({named}) SELECT {named} FROM today.{table}")
    return url


def _tables(connection: sqlite3.Connection) -> set[str]:
    """But for those that triggers fill with what is in the others."""
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table'"
    return {
        name for (name,) in connection.execute(query) if not name.startswith(("passage", "search", "stretch", "owners"))
    }


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that is made of the record, with the columns by their names; of the search what its ids say of the order."""
    queries = {table.name: f"SELECT {', '.join(sorted(table.columns.keys()))} FROM {table}" for table in READ_MODEL}
    queries["passages"] = "SELECT id / 1000000, meeting_id, number, line, kind, person, at FROM passages"
    queries["words"] = "SELECT * FROM words"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, passage_words, row)")
        return {name: sorted(connection.execute(query), key=repr) for name, query in queries.items()}


@pytest.mark.parametrize("revision", ["0002", "0006", "0010", "0013", "0015", "0018", f"{int(HEAD) - 1:04}"])
def test_an_upgrade_makes_of_the_record_what_a_rebuild_makes(today: Path, path: Path, revision: str) -> None:
    url = as_of(revision, today, path)
    assert upgrade(url, now=lambda: NOON)
    journal = Journal(url)
    take_in(journal)
    upgraded = everything(path)
    journal.now(rebuild)
    journal.close()
    assert upgraded == everything(path)
    assert upgraded == everything(today)
    assert execute(path, "PRAGMA foreign_key_check") == []


def test_an_event_that_cannot_be_read_stops_the_upgrade_and_nothing_is_changed(today: Path, path: Path) -> None:
    url = as_of("0013", today, path)
    execute(path, "UPDATE events SET kind = 'from_the_future' WHERE id = (SELECT max(id) FROM events)")
    before = rows(path, "meetings")
    with pytest.raises(StoreError, match=r'the kind "from_the_future" is not known to this version; nothing was'):
        upgrade(url, now=lambda: NOON)
    assert rows(path, "meetings") == before
    assert rows(path, "alembic_version") == [("0013",)]
