"""Retracted text is gone from the database, whatever held it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.app.batch import Batch
from bot.core.retracting import Between
from bot.store.journal import Journal, write
from bot.store.library import Library
from tests.meetings.stage import rules, stage
from tests.store.database import execute

SECRET = "555-0199"


def _dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def test_no_row_holds_what_was_retracted(new_database, tmp_path) -> None:
    url = new_database(tmp_path / "m.db")
    with closing(Journal(url)) as journal, closing(Library(url)) as library:
        on = stage(rules("#kiln"))
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play(
            "ada: #startmeeting",
            f"bo: #action bo to call {SECRET}",
            f"bo: i said {SECRET}",
            "ada: #agreed bo^",
            "ada: #info kept",
        )
        assert _dump(tmp_path / "m.db").count(SECRET) > 4
        on.play("bo: #retract", "bo: #retract")
        assert SECRET not in _dump(tmp_path / "m.db")
        loaded = library.state(tuple(on.rooms))
        assert loaded.meetings == on.state.meetings
        assert loaded.series == on.state.series
        assert [line.text for line in library.transcript(on.meeting.id)][1:3] == ["(retracted)"] * 2


def test_what_is_retracted_in_the_batch_that_brought_it_is_never_there(new_database, tmp_path) -> None:
    url = new_database(tmp_path / "m.db")
    with closing(Journal(url)) as journal:
        on = stage(rules("#kiln"))
        on.batch = 100
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play("ada: #startmeeting", f"bo: #info {SECRET}", "bo: #retract")
        assert SECRET not in _dump(tmp_path / "m.db")


def test_bytes_that_were_sent_are_let_go(new_database, tmp_path) -> None:
    url = new_database(tmp_path / "m.db")
    with closing(Journal(url)) as journal:
        on = stage(rules("#kiln"))
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play("ada: #startmeeting", f"bo: #info {SECRET}", "ada: #endmeeting")
        fill = "UPDATE deliveries SET payload = ?, state = ?"
        for state, left in (("sent", 0), ("uncertain", 2)):
            journal.now(lambda c, state=state: c.exec_driver_sql(fill, (SECRET.encode(), state)))
            on.play("bo: #retract")
            with closing(sqlite3.connect(tmp_path / "m.db")) as connection:
                assert connection.execute("SELECT count(payload) FROM deliveries").fetchone() == (left,)
            on.play("ada: #reopen", f"bo: #info {SECRET}", "ada: #endmeeting")


def _announced(path: Path, series: str) -> None:
    """An announcement of the series and one of another, each sent and being sent, and with what would be mailed."""
    execute(path, "DELETE FROM deliveries")
    execute(path, "DELETE FROM announcements")
    for number, slug in enumerate((series, "other"), 1):
        columns = "(id, series, kind, day, wall, zone, moves, made_at)"
        announcement = f"INSERT INTO announcements {columns} VALUES (?, ?, 'agenda', '2026-04-15', '', '', 0, '')"
        execute(path, announcement, (number, slug))
        for state in ("sent", "sending"):
            delivery = f"INSERT INTO deliveries (announcement_id, revision, publisher, state, payload, {TIMES})"
            values = (number, state, state, f"{slug} {state}".encode())
            execute(path, f"{delivery} VALUES (?, 1, ?, ?, ?, '', '', '')", values)


TIMES = "queued_at, next_at, updated_at"
LET_GO = [(b"other sending",), (b"other sent",), (b"weekly sending",)]


def test_an_announcement_of_the_series_is_let_go_whether_in_a_meeting_or_between(new_database, tmp_path) -> None:
    path = tmp_path / "m.db"
    kept = "SELECT payload FROM deliveries WHERE payload IS NOT NULL AND announcement_id IS NOT NULL ORDER BY payload"
    with closing(Journal(new_database(path))) as journal:
        on = stage(rules("#kiln"))
        on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
        on.play("ada: #startmeeting Weekly", f"bo: #info {SECRET}")
        _announced(path, "weekly")
        on.play("bo: #retract")
        assert execute(path, kept) == LET_GO
        _announced(path, "weekly")
        between = Batch()
        between.erasures.between.append(Between(1, "weekly", on.meeting.history[0]))
        journal.now(lambda connection: write(connection, between))
        assert execute(path, kept) == LET_GO
