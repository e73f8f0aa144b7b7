"""What is asked of the index of words: ids, which are many, and so of the driver, which is three times as quick."""

from sqlalchemy import Connection

from bot.store.sqlite import driver


def hits(connection: Connection, typed: str, first: int, last: int, most: int) -> list[int]:
    """The newest passages that match, as FTS5 reads it, by their ids from `first` to `last`, the newest first.

    To get down to `last` takes 20 ms where a million are newer; to get up to `first` takes none, wherever it is.
    """
    return [row[0] for row in driver(connection).execute(_HITS, (typed, first, last, most))]


_HITS = """
    SELECT rowid FROM passage_words WHERE passage_words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?
"""


def all_hits(connection: Connection, typed: str, first: int, last: int) -> list[int]:
    """All passages that match from `first` to `last`, the newest first."""
    return [row[0] for row in driver(connection).execute(_ALL_HITS, (typed, first, last))][::-1]


_ALL_HITS = "SELECT rowid FROM passage_words WHERE passage_words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid"


def terms_from(connection: Connection, letters: str, most: int) -> list[str]:
    """The words of the index that begin so, unless there are more: then so many of them."""
    found: list[str] = []
    after: tuple[str] | None = (letters,)
    while after and len(found) < most:
        row = driver(connection).execute(_NEXT_TERM, after).fetchone()
        after = (f"{row[0]}\x01",) if row and row[0].startswith(letters) else None
        found += [row[0]] if after else []
    return found


_NEXT_TERM = "SELECT term FROM temp.terms WHERE term >= ? LIMIT 1"  # all others would count where each was ever said


def all_passages(connection: Connection, first: int, last: int, most: int) -> list[int]:
    """The newest passages, by their ids from `first` to `last`."""
    return [row[0] for row in driver(connection).execute(_PASSAGES, (first, last, most))]


_PASSAGES = "SELECT id FROM passages WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?"
