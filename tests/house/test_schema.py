"""The schema: migrations and tables say the same, and the first one ever released can still be opened, data and all."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bot.app.finding import Query
from bot.app.reading import EVERY_ROOM, Scope
from bot.core.compose import Composer
from bot.core.minutes import Kind
from bot.store.finding import Finder
from bot.store.library import Library
from bot.store.schema import HEAD, migrations, upgrade
from bot.store.search_tables import metadata
from bot.store.sqlite import open_engine
from tests.house.places import ROOT

FIRST = ROOT / "tests" / "house" / "first_schema.sql"


def _now() -> datetime:
    return datetime(2026, 4, 8, 16, 0, tzinfo=UTC)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A database of the first schema, with a meeting that was held, and an agenda for the next."""
    path = tmp_path / "first.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    return path


def _differences(url: str) -> list[object]:
    with open_engine(url).connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_rest: not str(name).startswith("passage_words")}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def test_the_migrations_lead_to_the_tables_of_the_code(first: Path) -> None:
    url = f"sqlite:///{first}"
    upgrade(url, now=_now)
    assert _differences(url) == [], "bot/store/tables.py changed: write a migration, and never change an old one"


def _objects(path: Path) -> dict[tuple[str, str], list[object]]:
    """Whatever a database has, by kind and name, but not the order of a table's columns."""
    found: dict[tuple[str, str], list[object]] = {}
    with closing(sqlite3.connect(path)) as connection:
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            about = {"table": ("table_xinfo", "foreign_key_list"), "index": ("index_xinfo",)}.get(kind, ())
            rows = [row for pragma in about for row in connection.execute(f"PRAGMA {pragma}('{name}')").fetchall()]
            by_name = sorted(str(row[2:] if kind == "index" else row[1:]) for row in rows)
            found[kind, name] = [*by_name, *([] if about else [sql])]
    return found


def test_a_new_database_is_as_the_migrations_make_it(first: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    upgrade(f"sqlite:///{new}", now=_now)
    upgrade(f"sqlite:///{first}", now=_now)
    assert _objects(new) == _objects(first), "what only a migration makes, bot/store/schema.py must make too"


def test_the_code_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    heads = ScriptDirectory.from_config(config).get_heads()
    assert heads == [HEAD], f"HEAD in bot/store/schema.py is {HEAD}, the newest migration is {heads}"


def test_the_first_schema_is_what_the_first_migration_makes(first: Path, tmp_path: Path) -> None:
    from alembic import command  # noqa: PLC0415 - only here

    config = Config()
    config.set_main_option("script_location", str(migrations()))
    engine = open_engine(f"sqlite:///{tmp_path / 'made.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    frozen, made = (inspect(it) for it in (open_engine(f"sqlite:///{first}"), engine))
    assert set(frozen.get_table_names()) == set(made.get_table_names())
    for table in made.get_table_names():
        columns = [[(c["name"], str(c["type"]), c["nullable"]) for c in it.get_columns(table)] for it in (frozen, made)]
        assert columns[0] == columns[1], f"0001_first_schema.py is frozen: mend {table} in a new migration"


def test_the_first_schema_comes_to_today_with_its_data(first: Path) -> None:
    url = f"sqlite:///{first}"
    upgrade(url, now=_now)
    assert _differences(url) == []
    library = Library(url)
    meeting = library.meeting("weekly-2026-04-08")
    assert meeting is not None
    minutes = Composer().compose(meeting, library.lines(meeting.id))
    assert [section.title for section in minutes.sections][:2] == ["Kiln 3.1 released!", "Hack week in the autumn"]
    assert [r.label for r in minutes.records if r.kind is Kind.ACTION] == ["A-1", "A-2", "A-3"]
    assert len(list(library.transcript(meeting.id))) == minutes.lines == 38
    series = library.state(()).series["weekly"]
    assert series.next_action == 4
    assert [delivery.state for delivery in library.deliveries()] == ["sent", "confirmed"]
    with open_engine(url).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_said_before_there_was_a_search_is_found(first: Path) -> None:
    url = f"sqlite:///{first}"
    upgrade(url, now=_now)
    everywhere = Scope(rooms=frozenset({EVERY_ROOM}))
    with closing(Finder(url)) as finder:
        found = {words: finder.find(everywhere, Query(words)) for words in ("sister projects", "Funding")}
    assert {words: [(hit.kind, hit.number, hit.line) for hit in each.hits] for words, each in found.items()} == {
        "sister projects": [("idea", 13, 29)],
        "Funding": [("topic", 3, 26)],
    }
