"""Looking into a database file, and meddling with it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.store.searching import register


def execute(path: Path, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        register(connection)
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection.execute(statement, values).fetchall()


def rows(path: Path, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table, in an order of their own."""
    return sorted(execute(path, f"SELECT * FROM {table}"), key=repr)
