import json
import os
from pathlib import Path

import pytest

from bot.store.locks import only_bot
from bot.store.rebuilding import READ_MODEL
from bot.store.schema import HEAD
from bot.store.sqlite import complaints
from tests.cli.conftest import hold_meetings
from tests.store.database import execute, rows


@pytest.fixture
def database(held):
    hold_meetings(held, "2026-04-15")
    return held / "m" / "minutebot.db"


def everything(path):
    return {table.name: rows(path, table.name) for table in READ_MODEL}


def test_a_read_model_that_was_lost_is_rebuilt_as_it_was(minutebot, database):
    as_it_was = everything(database)
    assert all(as_it_was[name] for name in ("meetings", "items", "topics", "actions", "decisions", "attendance"))
    for name in as_it_was:
        execute(database, f"DELETE FROM {name}")
    result = minutebot("rebuild")
    assert result.exit_code == 0, result.output
    assert everything(database) == as_it_was
    assert [row[0] for row in rows(database, "fair_copies")] == [row[0] for row in rows(database, "meetings")]
    assert complaints(database) == []
    assert execute(database, "PRAGMA foreign_key_check") == []


def test_after_a_rebuild_it_is_said_how_archives_get_right_and_then_they_do(minutebot, held, database):
    execute(database, "UPDATE actions SET text = 'what is wrong'")
    minutebot("publish", "--all")
    wrong = [path.name for path in held.rglob("*.html") if "what is wrong" in path.read_text("utf-8")]
    assert "actions.html" in wrong
    assert "archive may have lists of before: `minutebot publish --all` writes" in minutebot("rebuild").output
    minutebot("publish", "--all")
    assert [path for path in held.rglob("*.html") if "what is wrong" in path.read_text("utf-8")] == []


def test_a_rebuild_that_fails_changes_nothing(minutebot, database):
    as_it_was = everything(database)
    execute(database, "UPDATE events SET kind = 'from_the_future' WHERE id = (SELECT max(id) FROM events)")
    result = minutebot("rebuild")
    assert result.exit_code == 1
    assert 'an event of the kind "from_the_future" is not known to this version; nothing was changed' in result.output
    assert everything(database) == as_it_was


def test_a_backup_is_a_whole_database_of_its_own(minutebot, database):
    copy = Path(minutebot("db", "backup").output.strip())
    assert copy.parent == database.parent
    assert rows(copy, "events") == rows(database, "events")
    assert json.loads(minutebot("db", "backup", "--json").output)["database"] == str(database)


def test_upgrading_says_when_there_is_nothing_to_do(minutebot, database):
    assert minutebot("db", "upgrade").output == f"{database}: schema {HEAD} already\n"
    assert json.loads(minutebot("db", "upgrade", "--json").output)["backup"] is None


def test_a_newer_schema_is_refused_with_the_way_out(minutebot, database):
    execute(database, "UPDATE alembic_version SET version_num = '9999'")
    result = minutebot("db", "upgrade")
    assert result.exit_code == 1
    assert "is newer than this minutebot knows" in result.output


@pytest.mark.parametrize("words", [("db", "upgrade"), ("rebuild",)])
def test_a_running_bot_keeps_its_database_to_itself(minutebot, database, words):
    with only_bot(f"sqlite:///{database}"):
        result = minutebot(*words)
    assert result.exit_code == 1
    assert f"a bot runs on this database already (process {os.getpid()}); stop it first" in result.output


@pytest.mark.parametrize("words", [("db", "upgrade"), ("db", "backup"), ("rebuild",)])
def test_without_a_database_it_is_one_line_and_code_1(minutebot, home, words):
    result = minutebot(*words)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "there is no database yet" in result.output
