"""What was recorded is put into the index of words a little later, whatever became of it by then."""

import sqlite3
from contextlib import closing

from bot.store.journal import Journal, write
from bot.store.searching import tend
from tests.meetings.stage import stage

SCRIPT = (
    "ada: #startmeeting",
    "ada: #topic Glazes",
    "bo: #info the blue one runs",
    "bo: #info nobody fires it",
    "bo: #undo",
    "bo: #info fire it twice",
    "bo: s/twice/thrice/",
    "ada: #topic Kilns",
    "bo: #action bo to clean the flue",
    "bo: the secret is cobalt",
    "bo: #info cobalt it is",
    "bo: #retract",
    "ada: #undo",
    "ada: #topic Shelves",
    "ada: #endmeeting",
)


def test_it_makes_no_difference_when_words_are_put_in(new_database, tmp_path) -> None:
    indexed = []
    for every in (1, 2, 5, len(SCRIPT)):
        path = tmp_path / f"{every}.db"
        with closing(Journal(new_database(path))) as journal:
            on = stage()
            on.keep = lambda batch, journal=journal: journal.now(lambda connection: write(connection, batch))
            for begin in range(0, len(SCRIPT), every):
                on.play(*SCRIPT[begin : begin + every])
                while journal.now(tend):
                    pass
        indexed.append(_index(path))
    assert all(other == indexed[0] for other in indexed)
    passages, words = indexed[0]
    assert [number for _, number, *_ in passages if number > 0] == [1, 3, 4]
    assert {"blue", "glazes", "thrice", "flue"} <= {term for term, *_ in words}


def _index(path) -> list[list[tuple[object, ...]]]:
    """Passages, and words with how often there are any."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, passage_words, row)")
        assert connection.execute("SELECT count(*) FROM unsearched").fetchone() == (0,)
        passages = "SELECT meeting_id, number, line, kind, person, at FROM passages ORDER BY 1, 2, 3"
        return [connection.execute(query).fetchall() for query in (passages, "SELECT * FROM words ORDER BY 1")]
