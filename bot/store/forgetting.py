"""Takes out of the file what was taken out of the index of words.

FTS5 notes what is gone, and lets go of the words themselves only when it merges what it has written. All of it at once
takes the record's only writer ten seconds where a million items are kept, so it is done in steps: a few at once, which
is all there is to do in a small record, the others while nobody waits.
"""

from sqlalchemy import Connection, text

STEP = 300
"""Pages (4 KiB) of the index that are written at a time: some milliseconds."""
AT_ONCE = 2

_MERGE = "INSERT INTO passage_words (passage_words, rank) VALUES ('merge', ?)"
_NOTE = text("""
    INSERT INTO search_progress (id, up_to, forgetting) VALUES (1, 0, :forgetting)
    ON CONFLICT (id) DO UPDATE SET forgetting = excluded.forgetting
""")
_IS_DUE = text("SELECT coalesce(max(forgetting), 0) FROM search_progress")


def forget_erased(connection: Connection) -> None:
    """Begin to write the words anew, so that none of what was taken out of them is left in the file."""
    with connection.begin_nested():  # FTS5 merges what it has written, and before a savepoint it writes all
        left = _step(connection, -STEP) and all(_step(connection, STEP) for _ in range(AT_ONCE))
    connection.execute(_NOTE, {"forgetting": left})


def go_on_forgetting(connection: Connection) -> bool:
    """Another step, if there is one to do; whether there was."""
    if not connection.scalar(_IS_DUE):
        return False
    if not _step(connection, STEP):
        connection.execute(_NOTE, {"forgetting": False})
    return True


def _step(connection: Connection, pages: int) -> bool:
    """Merge so many pages, below 0 those of a new beginning; whether there were any.

    What has nothing to do counts as one change (SQLite, FTS5 6.8).
    """
    before = connection.scalar(_CHANGES) or 0
    connection.exec_driver_sql(_MERGE, (pages,))
    return (connection.scalar(_CHANGES) or 0) - before > 1


_CHANGES = text("SELECT total_changes()")
