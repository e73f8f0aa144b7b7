"""The words of items, topics and lines, to be searched (SQLite's FTS5).

`passages` has a row for each of them, whose `id` grows with the time it was said at; `passage_words` has the words, and
not the text itself. What was said in one millisecond is told apart by its row's number, items, topics and lines by the
remainder of three; should two ever be one, the later is not found, and nothing else is lost.

Triggers (`searching.sql`) take out what is erased or written anew. What is new is put in later, in pieces: that takes
too long to be done while people wait for an answer. `unsearched` has the items and topics that are still to be put in.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import Connection, text

from bot.store.forgetting import go_on_forgetting

LINE = "line"
TOPIC = "topic"
TOKENS = 'tokenize="unicode61 remove_diacritics 2"'
"""How words are told apart; `searching.sql` says the same."""
PIECE = 500
"""So many at a time: about 10 ms."""
_APART = re.compile(r"([\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff])")


def spaced(said: str) -> str:
    """With a blank around each letter of scripts that write without them: those are found letter by letter."""
    return said if said.isascii() else _APART.sub(r" \1 ", said)


def instant(at: str) -> int:
    """A number that grows with a moment as it is kept (ISO 8601), a million for each millisecond."""
    return int(datetime.fromisoformat(at).timestamp() * 1000) * 1_000_000


def register(connection: sqlite3.Connection) -> None:
    """Make `spaced` and `instant` known to a connection that writes; the triggers call them."""
    connection.create_function("spaced", 1, spaced, deterministic=True)
    connection.create_function("instant", 1, instant, deterministic=True)


def define(connection: Connection) -> None:
    """Make the words and the triggers, in a database that has the tables."""
    for script in ("searching.sql", "owners.sql", "copies.sql", "changes.sql"):
        for statement in _statements((files("bot.store") / script).read_text(encoding="utf-8")):
            connection.exec_driver_sql(statement)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger is one."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += "" if line.startswith("--") else line
        if sqlite3.complete_statement(begun):
            yield begun.strip()
            begun = ""


_PROGRESS = text("SELECT coalesce(max(up_to), 0) FROM search_progress")
_UNTIL = text("SELECT max(id) FROM (SELECT id FROM messages WHERE id > :after ORDER BY id LIMIT :piece)")
_PASSAGES = text("""
    INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
    SELECT instant(sent_at) + (id % 300000) * 3, meeting_id, 0, line, 'line', person, sent_at
    FROM messages WHERE id > :after AND id <= :until AND meeting_id IS NOT NULL AND from_bot = 0
""")
_WORDS = text("""
    INSERT INTO passage_words (rowid, words)
    SELECT passages.id, spaced(messages.text) FROM messages JOIN passages
        ON passages.meeting_id = messages.meeting_id AND passages.number = 0 AND passages.line = messages.line
    WHERE messages.id > :after AND messages.id <= :until AND messages.from_bot = 0
""")
_DONE = text("""
    INSERT INTO search_progress (id, up_to) SELECT 1, :until WHERE :after < :until
    ON CONFLICT (id) DO UPDATE SET up_to = excluded.up_to
""")


_NEXT = text("""
    SELECT meeting_id, number FROM (SELECT meeting_id, number FROM unsearched ORDER BY meeting_id, number LIMIT :piece)
    ORDER BY meeting_id DESC, number DESC LIMIT 1
""")
# in the order of these joins: there may be a million passages, and the planner can't know that few are wanted
_TAKING = (
    text("""
        INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
        SELECT instant(at) + (items.rowid % 300000) * 3 + 1, meeting_id, number, line, kind, author, at
        FROM unsearched CROSS JOIN items USING (meeting_id, number) WHERE (meeting_id, number) <= (:meeting_id, :number)
    """),
    text("""
        INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
        SELECT instant(started_at) + 1000000 * topics.number + (topics.rowid % 300000) * 3 + 2,
            topics.meeting_id, -topics.number, line, 'topic', '', started_at
        FROM unsearched AS u CROSS JOIN topics ON topics.meeting_id = u.meeting_id AND topics.number = -u.number
            CROSS JOIN meetings ON meetings.id = u.meeting_id WHERE (u.meeting_id, u.number) <= (:meeting_id, :number)
    """),
    text("""
        INSERT INTO passage_words (rowid, words) SELECT passages.id, spaced(text || ' ' || url)
        FROM unsearched CROSS JOIN items USING (meeting_id, number) CROSS JOIN passages USING (meeting_id, number)
        WHERE (meeting_id, number) <= (:meeting_id, :number)
    """),
    text("""
        INSERT INTO passage_words (rowid, words) SELECT passages.id, spaced(title)
        FROM unsearched AS u CROSS JOIN topics ON topics.meeting_id = u.meeting_id AND topics.number = -u.number
            CROSS JOIN passages ON passages.meeting_id = u.meeting_id AND passages.number = u.number
        WHERE (u.meeting_id, u.number) <= (:meeting_id, :number)
    """),
    text("DELETE FROM unsearched WHERE (meeting_id, number) <= (:meeting_id, :number)"),
)


def take_in(connection: Connection) -> int:
    """Put the words of the next items, topics or lines in; about how many, 0 when all are in."""
    return take_in_items(connection) or take_in_lines(connection)


def take_in_items(connection: Connection) -> int:
    """Put the words of the next items and topics in; 0 when all are in."""
    last = connection.execute(_NEXT, {"piece": PIECE}).mappings().first()
    for statement in _TAKING if last else ():
        connection.execute(statement, dict(last or {}))
    return PIECE if last else 0


def take_in_lines(connection: Connection) -> int:
    """Put the words of the next lines in; how many lines were looked at, 0 when all are in."""
    after = connection.scalar(_PROGRESS)
    until = connection.scalar(_UNTIL, {"after": after, "piece": PIECE})
    if after is None or until is None:
        return 0
    for statement in (_PASSAGES, _WORDS, _DONE):
        connection.execute(statement, {"after": after, "until": until})
    return int(until - after)


def tend(connection: Connection) -> int:
    """Do a piece of what is to be done to the index; 0 when nothing is."""
    return take_in(connection) or go_on_forgetting(connection)


def may_be(passage: int, kinds: Collection[str]) -> bool:
    """Whether a passage with this id can be of one of these kinds."""
    match passage % 1_000_000 % 3:
        case 0:
            return LINE in kinds
        case 1:
            return any(kind not in {LINE, TOPIC} for kind in kinds)
        case _:
            return TOPIC in kinds


def first_id(day: date) -> int:
    """The least id that something said on this day (UTC) can have."""
    return instant(f"{day.isoformat()}T00:00:00+00:00")
