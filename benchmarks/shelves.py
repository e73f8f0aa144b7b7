"""Ten thousand meetings with a million items in a database: some are held for real, the rest are copies of them.

`python -m benchmarks.shelves FILE [MEETINGS]` makes the file.
"""

import json
import random
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.store.journal import Journal, write
from bot.store.schema import upgrade
from bot.store.searching import register, take_in_lines
from tests.meetings.stage import Stage, rules

MEETINGS, ITEMS, MODELS = 10_000, 100, 20
FIRST = date(2006, 1, 2)
SERIES = ("weekly", "board", "docs", "release", "glaze")
PEOPLE = ("ada", "bo", "cy", "dmitri", "elif", "fen", "gwen", "hana", "ivo", "jun")
KINDS = (
    ("info",) * 12
    + ("link https://kiln.example.org/log",)
    + ("idea",) * 2
    + ("help",)
    + ("action",) * 2
    + ("agreed",) * 2
)
APART = ("addresses", "deliveries", "events", "messages", "passages")
"""What has a column `meeting_id` and is not copied as it is."""


def make(path: Path, meetings: int = MEETINGS) -> None:
    """A database of so many meetings, one a weekday of each series in turn."""
    url, rng = f"sqlite:///{path}", random.Random(8)
    upgrade(url, now=lambda: datetime.now(UTC))
    with closing(Journal(url)) as journal:
        room = rules("#kiln")
        stage = Stage({room.room: room}, keep=lambda batch: journal.now(lambda connection: write(connection, batch)))
        for number in range(min(MODELS, meetings)):
            stage.now = datetime.combine(FIRST - timedelta(days=MODELS - number), datetime.min.time(), UTC).replace(
                hour=16
            )
            stage.play(*_script(rng))
    with closing(sqlite3.connect(path)) as connection:
        register(connection)
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; BEGIN")
        _copy(connection, meetings, rng)
        connection.commit()
    with closing(Journal(url)) as journal:
        while journal.now(take_in_lines):
            pass


def _words(rng: random.Random, count: int) -> str:
    """Words as people use them: a few again and again, many hardly ever (Zipf)."""
    return " ".join(f"word{int(rng.paretovariate(0.7)) % 20_000}" for _ in range(count))


def _script(rng: random.Random) -> list[str]:
    lines = ["ada: #startmeeting"]
    for number in range(ITEMS):
        if number % 12 == 0:
            lines.append(f"ada: #topic {_words(rng, 3)}")
        kind = rng.choice(KINDS)
        who = "ada" if kind == "agreed" else rng.choice(PEOPLE)
        owner = f"{rng.choice(PEOPLE)} to " if kind == "action" else ""
        lines += [f"{who}: #{kind} {owner}{_words(rng, 15)}", f"{rng.choice(PEOPLE)}: {_words(rng, 8)}"]
    return [*lines, "ada: #endmeeting"]


def _copy(connection: sqlite3.Connection, meetings: int, rng: random.Random) -> None:
    """Each copy has another day, series and words; what only holds within a series is made to fit."""
    connection.row_factory = sqlite3.Row
    models = [row["id"] for row in connection.execute("SELECT id FROM meetings ORDER BY started_at")]
    tables = _tables(connection)
    kept = {each: _rows(connection, each, tables) for each in models}
    numbers = dict.fromkeys(("actions", "decisions"), 1_000_000)
    for count in range(meetings - len(models)):
        series, day = SERIES[count % len(SERIES)], FIRST + timedelta(days=count // 2)
        meeting = f"{series}-{day.isoformat()}" + ("-2" if count % 10 >= 5 else "")
        _one(connection, kept[models[count % len(models)]], meeting, series, day, numbers, rng)


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    has = [
        name
        for name in names
        if "meeting_id" in {row["name"] for row in connection.execute(f"PRAGMA table_info({name})")}
    ]
    return [name for name in has if name not in APART]


def _rows(connection: sqlite3.Connection, meeting: str, tables: list[str]) -> dict[str, list[dict[str, object]]]:
    found = {"meetings": [dict(row) for row in connection.execute("SELECT * FROM meetings WHERE id = ?", (meeting,))]}
    for table in (*tables, "events", "messages"):
        rows = connection.execute(f"SELECT * FROM {table} WHERE meeting_id = ?", (meeting,)).fetchall()
        found[table] = [{key: row[key] for key in row.keys() if key != "id"} for row in rows]  # noqa: SIM118 - a Row
    return found


def _one(connection, kept, meeting, series, day, numbers, rng) -> None:
    model = kept["meetings"][0]
    old, new = model["day"], day.isoformat()

    def moved(row: dict[str, object]) -> dict[str, object]:
        times = {key: str(value).replace(old, new) for key, value in row.items() if key.endswith("at") and value}
        return {**row, **times, "meeting_id": meeting}

    known = connection.execute("SELECT 1 FROM series WHERE slug = ?", (series,)).fetchone()
    if not known:
        connection.execute("INSERT INTO series (slug, name) VALUES (?, ?)", (series, series.title()))
    head = {**moved(model), "id": meeting, "permalink": meeting, "series": series, "name": series.title(), "day": new}
    del head["meeting_id"]
    _put(connection, "meetings", [head])
    connection.execute(
        "INSERT OR IGNORE INTO addresses VALUES (?, ?)", (f"{series}/{meeting.removeprefix(series + '-')}", meeting)
    )
    for table in kept.keys() - {"meetings", "events", "messages"}:
        rows = [moved(row) for row in kept[table]]
        for row in rows:
            if table in numbers:
                numbers[table] += 1
                row |= {"series": series, "number": numbers[table]}
            if "text" in row:
                row["text"] = f"{row['text']} {_words(rng, 2)}"
        _put(connection, table, rows)
    events = [moved(row) for row in kept["events"]]
    begun = json.loads(events[0]["payload"]) | {
        "meeting_id": meeting,
        "series": series,
        "day": new,
        "name": series.title(),
    }
    events[0]["payload"] = json.dumps(begun)
    _put(connection, "events", [{**row, "series": series} for row in events])
    _put(connection, "messages", [{**moved(row), "native_id": f"{meeting}/{row['line']}"} for row in kept["messages"]])


def _put(connection: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows])


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MEETINGS)
