"""Ten thousand meetings with a million items in a database: a few are held for real, the rest are copies of them.

Each copy has words, people and days of its own. `python -m benchmarks.shelves FILE [MEETINGS]` makes the file.
"""

import hashlib
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from benchmarks import models
from benchmarks.models import CELL, ROW, SLOT, Model, Rows
from bot.config import Config
from bot.runtime.copying import copy_all
from bot.runtime.record import open_record
from bot.runtime.world import World
from bot.store.schema import HEAD, upgrade
from bot.store.searching import register

MEETINGS, MODELS = 10_000, 8
FIRST = date(2006, 1, 2)
SERIES = ("weekly", "board", "docs", "release", "glaze")
CROWD = 300
"""People in all; ten come to each meeting, some of them often."""
VOCABULARY = 20_000
SYLLABLES = [first + second for first in "bdgklmnrstvz" for second in ("a", "in", "o")]
CHINESE = ("釉薬", "窯", "会議", "陶芸", "温度")
PUBLISHER = "archive"

ROOM = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-400000;
    PRAGMA temp_store=MEMORY;
"""
DELIVERED = f"UPDATE deliveries SET state = 'confirmed', url = meeting_id, publisher = '{PUBLISHER}'"
CLOSED = "UPDATE actions SET state = 'done', closed_on = '2021-01-01', closed_by = 'ada' WHERE number % 20"
OWNERS = """INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
    SELECT value, series, number, closed_on FROM actions, json_each(actions.owners)"""
PASSAGES = (
    """INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
    SELECT instant(started_at) + 1000000 * topics.number + (topics.rowid % 300000) * 3 + 2,
        topics.meeting_id, -topics.number, topics.line, 'topic', '', started_at
    FROM topics JOIN meetings ON meetings.id = topics.meeting_id""",
    """INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
    SELECT instant(at) + (rowid % 300000) * 3 + 1, meeting_id, number, line, kind, author, at FROM items""",
    """INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
    SELECT instant(sent_at) + (id % 300000) * 3, meeting_id, 0, line, 'line', person, sent_at
    FROM messages WHERE from_bot = 0""",
    """INSERT INTO passage_words (rowid, words) SELECT id, spaced(CASE
        WHEN number > 0 THEN (SELECT text || ' ' || url FROM items
            WHERE items.meeting_id = passages.meeting_id AND items.number = passages.number)
        WHEN number < 0 THEN (SELECT title FROM topics
            WHERE topics.meeting_id = passages.meeting_id AND topics.number = -passages.number)
        ELSE (SELECT text FROM messages
            WHERE messages.meeting_id = passages.meeting_id AND messages.line = passages.line) END)
    FROM passages ORDER BY id""",
    """INSERT INTO stretches (what, meeting_id, first, last) SELECT what, meeting_id, min(id), max(id) FROM (
        SELECT '' AS what, meeting_id, id FROM passages UNION ALL SELECT kind, meeting_id, id FROM passages
        UNION ALL SELECT person, meeting_id, id FROM passages WHERE person <> ''
    ) GROUP BY what, meeting_id""",
    "INSERT OR REPLACE INTO search_progress (id, up_to) SELECT 1, max(id) FROM messages",
)
"""What the bot's own triggers and indexer do, in the order of the ids, which takes a tenth of the time."""


def vocabulary() -> list[str]:
    """Words, the common ones first; as in a language, many begin alike."""
    words = ["".join(SYLLABLES[number // 36**place % 36] for place in range(3)) for number in range(VOCABULARY)]
    words[100:2000:400] = CHINESE
    return words


def shelves(meetings: int = MEETINGS) -> Path:
    """The database, made at the first call and kept among the temporary files."""
    source = "".join(Path(str(file)).read_text(encoding="utf-8") for file in (__file__, models.__file__))
    mark = hashlib.sha256(f"{HEAD}{source}".encode()).hexdigest()[:8]
    path = Path(tempfile.gettempdir()) / "minutebot-shelves" / f"{meetings}-{mark}.db"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        began = time.perf_counter()
        make(aside := path.with_suffix(".new"), meetings)
        aside.rename(path)
        print(f"{meetings:,} meetings made in {time.perf_counter() - began:.0f} s: {path}", flush=True)
    copy(path)
    return path


def copy(path: Path) -> None:
    """Have every meeting there have its fair copy, which the program that made the others may not have been."""
    began = time.perf_counter()
    config = Config.model_validate({"store": {"url": f"sqlite:///{path}"}})
    with closing(open_record(config, World())) as record:
        if made := copy_all(record):
            print(f"{made:,} fair copies made in {time.perf_counter() - began:.0f} s", flush=True)


def make(path: Path, meetings: int = MEETINGS) -> None:
    """A database of so many meetings: on each day two series meet."""
    path.unlink(missing_ok=True)
    url, rng = f"sqlite:///{path}", random.Random(8)
    upgrade(url, now=lambda: datetime.now(UTC))
    kept = [models.model(seed) for seed in range(min(MODELS, meetings))]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        register(connection)
        connection.executescript(ROOM)
        connection.execute("BEGIN")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        _copy(connection, kept, meetings, rng)
        for statement in (DELIVERED, CLOSED, OWNERS, *PASSAGES, *(sql for _, sql in triggers)):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _copy(connection: sqlite3.Connection, kept: list[Model], meetings: int, rng: random.Random) -> None:
    connection.executemany("INSERT INTO series (slug, name) VALUES (?, ?)", [(slug, slug.title()) for slug in SERIES])
    words = vocabulary()
    shares = list(accumulate(1 / (number + 3) for number in range(VOCABULARY)))  # as people use words (Zipf)
    crowd, come = [f"nick{number}" for number in range(CROWD)], list(accumulate(1 / (n + 5) for n in range(CROWD)))
    for number in range(meetings):
        copied = kept[number % len(kept)]
        said = rng.choices(words, cum_weights=shares, k=copied.words)
        people = list(dict.fromkeys(rng.choices(crowd, cum_weights=come, k=60)))[: models.PEOPLE]
        slots = {f"w{at}q": word for at, word in enumerate(said)} | {f"p{at}q": who for at, who in enumerate(people)}
        _one(connection, copied, slots | _own(copied, number))


def _own(copied: Model, number: int) -> dict[str, str]:
    """What is a meeting's alone: its names, and the numbers of its records, which grow within a series."""
    series, day, nth = SERIES[number % len(SERIES)], FIRST + timedelta(days=number // 2), number // len(SERIES)
    own = {"s0q": series, "n0q": series.title(), "t0q": day.isoformat(), "m0q": f"{series}-{day.isoformat()}"}
    own |= {f"a{n}q": str(nth * 60 + n) for n in range(copied.actions + 1)}
    return own | {f"d{n}q": str(nth * 60 + n) for n in range(copied.decisions + 1)}


def _one(connection: sqlite3.Connection, copied: Model, slots: dict[str, str]) -> None:
    for rows in copied.tables:
        marks = ", ".join("?" * len(rows.columns))
        into = f"INSERT INTO {rows.table} ({', '.join(rows.columns)}) VALUES ({marks})"
        connection.executemany(into, _filled(rows, slots))


def _filled(rows: Rows, slots: dict[str, str]) -> Iterator[list[str]]:
    text = SLOT.sub(lambda found: slots.get(found[0], "before"), rows.text)
    return (row.split(CELL) for row in text.split(ROW))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MEETINGS)
    copy(Path(sys.argv[1]))
