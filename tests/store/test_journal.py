"""Batches in SQLite: whole or not at all, once each, fast in bulk, beside readers, and over a kill at any instant."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.app.batch import Batch, Cursor, KeptEvent, KeptMessage, State
from bot.app.ports import UnwritableError
from bot.core.chat import Person, Room
from bot.core.events import Entry, MeetingStarted, PersonArrived
from bot.store.journal import Journal, write
from bot.store.library import PIECE, Library
from bot.store.rows import to_row
from bot.store.sqlite import CHUNKS, LOG_BYTES
from tests.app.fakes import KILN, NOON, line
from tests.meetings.stage import Stage, rules, stage
from tests.store.database import execute

WRITER = Path(__file__).with_name("writing_until_killed.py")


def _on(journal: Journal, *rooms) -> Stage:
    on = stage(*rooms)
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    return on


@pytest.mark.parametrize("count", [0, *(count + more for count in CHUNKS for more in (-1, 0, 1)), sum(CHUNKS) * 2 + 3])
def test_any_number_of_lines_is_written(journal, path, count) -> None:
    batch = Batch(messages=[KeptMessage(line(n, f"talk {n}")) for n in range(count)])
    journal.now(lambda connection: write(connection, batch))
    texts = [row[0] for row in execute(path, "SELECT text FROM messages ORDER BY id")]
    assert texts == [f"talk {n}" for n in range(count)]


def test_a_line_that_is_there_already_is_not_written_again(journal, path) -> None:
    for text in ("first", "second"):
        batch = Batch(messages=[KeptMessage(line(1, text)), KeptMessage(line(2, text))])
        journal.now(lambda connection, batch=batch: write(connection, batch))
    assert execute(path, "SELECT text FROM messages") == [("first",), ("first",)]


async def test_what_is_known_is_asked_room_by_room(journal) -> None:
    batch = Batch(messages=[KeptMessage(line(n, "x")) for n in range(0, 1300, 2)])
    await journal.write(batch)
    ids = [f"m{n}" for n in range(1300)]
    assert await journal.known(KILN, ids) == {f"m{n}" for n in range(0, 1300, 2)}
    assert await journal.known(Room("kiln", "#oven"), ids) == set()


def test_a_batch_is_kept_whole_or_not_at_all(journal, path) -> None:
    on = _on(journal)
    on.play("ada: #startmeeting", "ada: #info x")
    before = {table: execute(path, f"SELECT * FROM {table}") for table in ("messages", "events", "items", "series")}
    orphan = replace(on.meeting, id="no-such-meeting")
    batch = Batch(
        messages=[KeptMessage(line(9, "never"))],
        events=[KeptEvent("weekly", Entry(99, NOON, 1, PersonArrived(Person("k", "zz"))), orphan)],
        series={"weekly": replace(on.state.series["weekly"], next_action=77)},
    )
    with pytest.raises(UnwritableError, match="FOREIGN KEY"):
        journal.now(lambda connection: write(connection, batch))
    assert {table: execute(path, f"SELECT * FROM {table}") for table in before} == before
    on.play("ada: #info y")
    assert execute(path, "SELECT count(*) FROM items") == [(2,)], "and goes on afterwards"


def test_a_topic_opened_taken_back_and_opened_again_in_one_batch_is_written(journal, path) -> None:
    on = _on(journal)
    on.batch = 99
    on.play(
        "ada: #startmeeting",
        "ada: #topic A",
        "ada: #undo",
        "ada: #topic B",
        "ada: #info x",
        "ada: #undo",
        "ada: #info y",
    )
    assert execute(path, "SELECT number, title FROM topics") == [(1, "B")]
    assert execute(path, "SELECT number, text FROM items") == [(2, "y")]


def test_an_undo_shows_in_the_registers(journal, path) -> None:
    on = _on(journal)
    on.play(
        *(
            "ada: #startmeeting",
            "bo: hi",
            "ada: #action bo to a",
            "ada: #action bo to b",
            "ada: #agreed c",
            "ada: #undo",
        ),
        *(
            "ada: #assign A-1 ada",
            "ada: #assign A-2 ada",
            "ada: #undo",
            "ada: #undo 1",
            "ada: #summary s",
            "ada: #undo",
        ),
    )
    assert execute(path, "SELECT number, owners, state FROM actions") == [
        (1, '["ada"]', "withdrawn"),
        (2, '["bo"]', "open"),
    ]
    assert execute(path, "SELECT * FROM decisions") == []
    assert execute(path, "SELECT summary FROM meetings") == [("",)]


def test_after_a_login_the_author_is_the_account(journal, path) -> None:
    on = _on(journal)
    on.play("ada: #startmeeting", "bo: #info x", "-!- bo logs in as bo")
    assert execute(path, "SELECT author FROM items") == [("kiln/account/bo",)]
    assert execute(path, "SELECT person FROM attendance ORDER BY place") == [("kiln/session/1",), ("kiln/account/bo",)]


def test_an_aborted_meeting_is_marked_and_queued_nowhere(journal, library, path) -> None:
    _on(journal).play("ada: #startmeeting", "ada: #abortmeeting", "ada: #startmeeting", "ada: #endmeeting")
    assert [(row.id, row.state) for row in library.meetings()] == [
        ("weekly-2026-04-08-2", "ended"),
        ("weekly-2026-04-08", "aborted"),
    ]
    assert execute(path, "SELECT meeting_id FROM deliveries") == [("weekly-2026-04-08-2",)]
    assert [row.id for row in library.meetings(state="aborted")] == ["weekly-2026-04-08"]
    assert library.meetings(series="other") == []


def test_a_warm_journal_has_its_log_at_full_length_and_nothing_in_it(journal, path) -> None:
    journal.warm_up()
    log = path.with_name(f"{path.name}-wal")
    before = log.stat().st_size
    assert before > LOG_BYTES
    assert execute(path, "SELECT name FROM sqlite_master WHERE name = '_probe'") == []
    journal.now(lambda connection: write(connection, Batch(messages=[KeptMessage(line(1, "talk"))])))
    assert log.stat().st_size == before
    assert execute(path, "SELECT text FROM messages") == [("talk",)]


def test_a_journal_that_another_process_locks_warms_up_without(journal, path) -> None:
    journal.now(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=20"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        journal.warm_up()
    journal.now(lambda connection: write(connection, Batch(messages=[KeptMessage(line(1, "talk"))])))
    assert execute(path, "SELECT text FROM messages") == [("talk",)]


@pytest.mark.parametrize(
    "script",
    [
        ["ada: before the meeting"],
        ["ada: before", "ada: #startmeeting", "ada: in it"],
        ["ada: #startmeeting", "ada: in it", "ada: [off] not for the minutes"],
        ["ada: #startmeeting", "ada: [off] not for the minutes", "ada: in it"],
        ["ada: #startmeeting", "ada: in it", "ada: #endmeeting"],
        ["ada: #startmeeting", "ada: #endmeeting", "ada: after it"],
        ["ada: #startmeeting", "ada: #abortmeeting"],
    ],
)
def test_a_room_was_heard_up_to_its_last_line_in_a_meeting_or_not(journal, library, script) -> None:
    on = _on(journal, rules("#kiln"))
    for said in script:
        on.play(said)
        memories = library.memories(library.state((KILN,)), (KILN,))
        assert memories[KILN].cursor == Cursor(on.now, f"m{on.spoken}")


def test_at_start_the_networks_are_told_how_far_they_heard_and_who_was_there(journal, library) -> None:
    oven = Room("kiln", "#oven")
    on = _on(journal, rules("#kiln"), rules("#oven"))
    on.play("ada: #startmeeting", "bo: hi", "-!- bo is now known as bo_", "cy: hi", "bo_: there", "ada: #chair gwen")
    on.play("-!- gwen joins", "ada: #chair gwen", "-!- cy is now known as cyrus")
    state = library.state((KILN, oven))
    memories = library.memories(state, (KILN, oven))
    assert memories[oven].cursor is None
    assert memories[oven].people == ()
    assert memories[KILN].cursor == Cursor(on.now, f"m{on.spoken}")
    assert [(person.nick, person.address) for person in memories[KILN].people] == [
        *(("ada", "ada!~ada@host"), ("bo_", "bo_!~bo@host"), ("cyrus", "cyrus!~cy@host"), ("gwen", "gwen!~gwen@host")),
    ]


def test_only_the_rooms_of_the_config_go_on(journal, library) -> None:
    _on(journal).play("ada: #startmeeting")
    assert library.state(()).meetings == {}
    assert list(library.state((KILN,)).meetings) == [KILN]
    assert library.state(()).series["weekly"].meeting_ids == {"weekly-2026-04-08"}


def test_a_commit_is_on_the_disk_and_references_hold(journal) -> None:
    def pragma(name: str) -> object:
        return journal.now(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar())

    full, wal, on = 2, "wal", 1
    assert (pragma("synchronous"), pragma("journal_mode"), pragma("foreign_keys")) == (full, wal, on)


@pytest.mark.parametrize("count", [0, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 5])
def test_a_transcript_comes_in_pieces_and_whole(journal, library, count) -> None:
    on = _on(journal)
    on.batch = 100_000
    on.play("ada: #startmeeting")
    for number in range(count):
        on.say("bo", f"talk {number}")
    on.flush()
    transcript = list(library.transcript("weekly-2026-04-08"))
    assert [line.number for line in transcript] == list(range(1, count + 2))
    assert [line.text for line in transcript[1:]] == [f"talk {number}" for number in range(count)]
    assert (transcript[0].command, transcript[0].kind, transcript[0].nick) == ("startmeeting", "text", "ada")
    assert library.lines("weekly-2026-04-08") == count + 1


def test_what_is_not_there_is_none_or_nothing(library) -> None:
    assert library.meeting("none") is None
    assert library.lines("none") == 0
    assert list(library.transcript("none")) == []
    assert library.delivery(1) is None
    assert library.token() == ""


def test_a_row_of_a_newer_version_is_said_and_not_guessed(journal, library, path) -> None:
    _on(journal).play("ada: #startmeeting")
    execute(path, "UPDATE events SET kind = 'vote_weighed' WHERE kind = 'meeting_started'")
    with pytest.raises(ValueError, match='an event of the kind "vote_weighed" is not known to this version'):
        library.meeting("weekly-2026-04-08")


def test_readers_see_whole_batches_while_one_is_written(journal, url) -> None:
    on = _on(journal)
    on.play("ada: #startmeeting")
    done, wrong = threading.Event(), []

    def look() -> None:
        library = Library(url)
        while not done.is_set():
            state = library.state((KILN,))
            meeting = state.meetings[KILN]
            if len(meeting.items) % 3 or state.series["weekly"].next_action != len(meeting.items) + 1:
                wrong.append(len(meeting.items))
        library.close()

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    on.batch = 3
    try:
        on.play(*["ada: #action bo to go"] * 60)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def _killed_after(path: Path, lines: int) -> int:
    """Kill a writer as it acknowledges its batch of this number; the last one it acknowledged."""
    with subprocess.Popen([sys.executable, str(WRITER), str(path)], stdout=subprocess.PIPE, text=True) as writer:
        acknowledged = 0
        for said in writer.stdout:
            acknowledged = int(said)
            if acknowledged >= lines:
                writer.kill()
    return acknowledged


def test_a_kill_in_the_middle_of_writing_loses_nothing_acknowledged(new_database, tmp_path) -> None:
    url = new_database(tmp_path / "killed.db")
    path = tmp_path / "killed.db"
    rng = Random(8)  # a plain sequence, so that a failure can be had again
    acknowledged = 0
    for _ in range(8):
        acknowledged = _killed_after(path, acknowledged + rng.randrange(1, 120))
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        library = Library(url)
        state = library.state((KILN,))
        meeting = state.meetings[KILN]
        library.close()
        assert len(meeting.items) >= acknowledged, "what was acknowledged is there"
        assert [item.record.text for item in meeting.items] == [f"{n}" for n in range(1, len(meeting.items) + 1)]
        assert state.lines[meeting.id] == len(meeting.items) + 1, "and every batch is whole"
        assert state.series["weekly"].next_decision == len(meeting.items) + 1
        acknowledged = len(meeting.items)


def test_a_meeting_that_does_not_begin_with_its_start_is_refused(journal, library, path) -> None:
    _on(journal).play("ada: #startmeeting", "bo: hi")
    execute(path, "DELETE FROM events WHERE kind = 'meeting_started'")
    with pytest.raises(TypeError, match="a meeting begins with MeetingStarted, not PersonArrived"):
        library.meeting("weekly-2026-04-08")


def test_state_is_a_value_and_its_draft_another() -> None:
    state = State()
    draft = state.draft()
    draft.series["x"] = None
    draft.lines["x"] = 1
    assert state == State()
    assert to_row(MeetingStarted("id", "s", "S", KILN, Person("k", "ada"), (NOON + timedelta(days=1)).date()))
