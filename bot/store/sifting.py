"""Beginnings of words: `gl*` may begin thousands of words, all of whose places FTS5 gathers before it gives one.

So what was said last is put into an index of its own, in memory, which reads it as the big one does. What many words
begin with is there soon; only where it is not, the big index is asked.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from bot.store.searching import TOKENS, spaced


def sift(said: Iterable[tuple[int, str]], typed: str) -> set[int]:
    """The ids of those texts that match."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE sieve USING fts5(words, content='', {TOKENS})")
        connection.execute("BEGIN")
        rows = ((id_, spaced(text)) for id_, text in said)
        connection.executemany("INSERT INTO sieve (rowid, words) VALUES (?, ?)", rows)
        return {row[0] for row in connection.execute("SELECT rowid FROM sieve WHERE sieve MATCH ?", (typed,))}
