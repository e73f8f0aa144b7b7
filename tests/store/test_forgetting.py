"""Erased words leave the index's pages: at once where there are few, else in steps between which others write."""

import random
import sqlite3
from contextlib import closing

import pytest

from bot.store.forgetting import forget_erased
from bot.store.journal import Journal
from bot.store.searching import tend

SECRET = "quagga5550199"
ADD = "INSERT INTO passage_words (rowid, words) VALUES (?, ?)"
TAKE = "INSERT INTO passage_words (passage_words, rowid, words) VALUES ('delete', 1, ?)"


def _pages(path) -> bytes:
    """What the index has written; terms that follow each other share their beginnings."""
    with closing(sqlite3.connect(path)) as connection:
        return b"".join(row[0] for row in connection.execute("SELECT block FROM passage_words_data"))


@pytest.mark.parametrize(("rows", "steps"), [(100, 0), (60_000, 5)])
def test_an_erased_word_leaves_the_index_and_holds_nobody_up(new_database, tmp_path, rows, steps) -> None:
    url, rng = new_database(tmp_path / "m.db"), random.Random(1)
    words = [f"{rng.randrange(16**6):06x}" for _ in range(40_000)]
    with closing(Journal(url)) as journal:
        journal.now(lambda connection: connection.exec_driver_sql(ADD, (1, SECRET)))
        many = [(number, " ".join(rng.choices(words, k=30))) for number in range(2, rows)]
        journal.now(lambda connection: connection.exec_driver_sql(ADD, many))
        assert SECRET[-7:].encode() in _pages(tmp_path / "m.db")
        journal.now(lambda connection: (connection.exec_driver_sql(TAKE, (SECRET,)), forget_erased(connection)))
        done = 0
        while journal.now(tend):
            done += 1
        assert done >= steps
    assert SECRET[-7:].encode() not in _pages(tmp_path / "m.db")
    with closing(sqlite3.connect(tmp_path / "m.db")) as connection:
        connection.execute("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")
        (found,) = connection.execute(
            "SELECT count(*) FROM passage_words WHERE passage_words MATCH ?", (words[0],)
        ).fetchone()
    assert found == sum(words[0] in said.split() for _, said in many)
