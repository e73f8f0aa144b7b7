"""Some meetings held for real, with slots for all that differs from meeting to meeting: patterns to be copied.

A slot is a letter, a number and "q": w17q a word, p3q somebody, a6q and d2q the numbers of an action and a decision;
m0q, s0q, n0q, t0q are the meeting's id, its series, that one's name, and the day.
"""

import random
import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.app.batch import Batch
from bot.store.journal import Journal, write
from bot.store.schema import upgrade
from tests.meetings.stage import Stage, rules

SLOT = re.compile(r"[a-z]\d+q")
PEOPLE, ITEMS = 10, 100
KINDS = (
    ("info",) * 12
    + ("link https://kiln.example.org/log",)
    + ("idea",) * 2
    + ("help",)
    + ("action",) * 2
    + ("agreed",) * 2
)
TABLES = (
    "meetings", "addresses", "meeting_rooms", "messages", "events", "topics", "items", "actions", "decisions",
    "attendance", "deliveries",
)  # fmt: skip
ROW, CELL = "\x1e", "\x1f"
NUMBERS = {"actions": "a", "decisions": "d"}


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's rows of one meeting as one text; `columns` leaves out those that are NULL."""

    table: str
    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Model:
    """A meeting to be copied, with how many slots it has for words, and for numbers of actions and decisions."""

    tables: tuple[Rows, ...]
    words: int
    actions: int
    decisions: int


def model(seed: int) -> Model:
    """Hold a meeting of a hundred items, a day after one that left a few actions open."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "model.db"
        return _read(path, *_hold(path, random.Random(seed)))


def _hold(path: Path, rng: random.Random) -> tuple[str, int]:
    """The meeting's id, and how many words were said."""
    url, batches = f"sqlite:///{path}", list[Batch]()
    room = rules("#kiln")
    stage = Stage({room.room: room}, keep=batches.append, now=datetime(2001, 1, 1, 16, tzinfo=UTC))
    stage.play(*_script(rng, 12, 900_000)[0])
    stage.now = datetime(2001, 1, 2, 16, tzinfo=UTC)
    script, words = _script(rng, ITEMS, 0)
    stage.play(*script)
    upgrade(url, now=lambda: datetime.now(UTC))
    with closing(Journal(url)) as journal:
        journal.now(lambda connection: [write(connection, batch) for batch in batches])
    return stage.meeting.id, words


def _script(rng: random.Random, items: int, first: int) -> tuple[list[str], int]:
    lines, at = ["p0q: #startmeeting"], first
    for number in range(items):
        said = [f"w{slot}q" for slot in range(at, at + 26)]
        if number % 12 == 0:
            lines.append(f"p0q: #topic {' '.join(said[:3])}")
        kind = rng.choice(KINDS)
        who = "p0q" if kind == "agreed" else _somebody(rng)
        owner = f"{_somebody(rng)} to " if kind == "action" else ""
        lines += [f"{who}: #{kind} {owner}{' '.join(said[3:18])}", f"{_somebody(rng)}: {' '.join(said[18:])}"]
        at += 26
    return [*lines, "p0q: #endmeeting"], at


def _somebody(rng: random.Random) -> str:
    return f"p{rng.randrange(PEOPLE)}q"


def _read(path: Path, meeting: str, words: int) -> Model:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = tuple(_rows(connection, table, meeting) for table in TABLES)
        counted = {
            table: connection.execute(f"SELECT max(number) FROM {table}").fetchone()[0] or 0 for table in NUMBERS
        }
    return Model(tables, words, counted["actions"], counted["decisions"])


def _rows(connection: sqlite3.Connection, table: str, meeting: str) -> Rows:
    key = "id" if table == "meetings" else "meeting_id"
    rows = [
        _slotted(table, dict(row), meeting)
        for row in connection.execute(f"SELECT * FROM {table} WHERE {key} = ? ORDER BY rowid", (meeting,))
    ]
    kept = [column for column in rows[0] if any(row[column] is not None for row in rows)]
    columns = [column for column in kept if column != "id" or table == "meetings"]
    text = ROW.join(CELL.join(str(row[column]) for column in columns) for row in rows)
    return Rows(table, tuple(columns), _fitted(text, meeting))


def _slotted(table: str, row: dict[str, object], meeting: str) -> dict[str, object]:
    if table == "messages":
        row["native_id"] = f"{meeting}/{row['line']}"
    if table in NUMBERS:
        row["number"] = f"{NUMBERS[table]}{row['number']}q"
    kind = str(row.get("kind", "")) if table == "items" else _kind(str(row.get("payload", "")))
    letter = {"action": "a", "agreed": "d"}.get(kind)
    if letter and table == "items":
        row["label"] = f"{letter}{row['label']}q"
    if letter and table == "events":
        row["payload"] = re.sub(r'("(?:label)":)(\d+)', rf"\g<1>{letter}\g<2>q", str(row["payload"]))
    return row


def _kind(payload: str) -> str:
    found = re.search(r'"number":\d+,"kind":"(\w+)"', payload)
    return found[1] if found else ""


def _fitted(text: str, meeting: str) -> str:
    """What was this meeting's own becomes a slot."""
    day = meeting.removeprefix("weekly-")
    text = text.replace(meeting, "m0q").replace(f"weekly/{day}", "s0q/t0q").replace(day, "t0q")
    text = text.replace('"series":"weekly"', '"series":"s0q"').replace(f"{CELL}weekly{CELL}", f"{CELL}s0q{CELL}")
    text = re.sub(rf"(^|{ROW})weekly{CELL}", rf"\1s0q{CELL}", text)
    return text.replace("Weekly Meeting", "n0q")
