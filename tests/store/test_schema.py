"""Opening databases: new, old, newer, read-only, damaged, or none at all. What can't be used is left as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.store.journal import Journal, write
from bot.store.library import Library
from bot.store.schema import HEAD, back_up, upgrade
from bot.store.sqlite import StoreError, complaints, path_of
from tests.meetings.stage import stage
from tests.store.database import execute

NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)
NOBODY = "65534"


def _upgrade(path: Path, at: datetime = NOON, backups: int = 3) -> Path | None:
    return upgrade(f"sqlite:///{path}", now=lambda: at, backups=backups)


def _hold_a_meeting(url: str) -> None:
    journal = Journal(url)
    on = stage()
    on.keep = lambda batch: journal.now(lambda connection: write(connection, batch))
    on.play("ada: #startmeeting", *(f"ada: #info {'x' * 400} {n}" for n in range(100)), "ada: #endmeeting")
    journal.close()


@pytest.fixture
def older(url, path: Path) -> Path:
    """A database with a meeting, of a revision that this version upgrades from."""
    _hold_a_meeting(url)
    return path


def test_a_new_database_is_made_whole(path: Path) -> None:
    assert _upgrade(path) is None
    assert execute(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert _upgrade(path) is None, "nothing to do, no backup"
    assert [file.name for file in path.parent.iterdir() if "backup" in file.name] == []
    assert execute(path, "PRAGMA journal_mode") == [("wal",)]


def test_before_an_upgrade_the_file_is_copied_with_all_that_is_in_it(older: Path, monkeypatch) -> None:
    monkeypatch.setattr("bot.store.schema.HEAD", "9999")
    backup = _upgrade(older)
    assert backup
    assert backup.name == f"minutebot.db.backup-20260408T120000-{HEAD}"
    assert execute(backup, "SELECT count(*) FROM items") == [(100,)]
    assert list(complaints(backup)) == []
    assert not list(older.parent.glob("*.partial"))


def test_only_the_newest_backups_stay(older: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd [name]*.db"
    shutil.copy(older, odd)
    (tmp_path / "odd [name]*.db.mine").touch()
    for day in range(5):
        back_up(odd, NOON + timedelta(days=day), keep=2)
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith("odd [name]*.db.")) == [
        *("odd [name]*.db.backup-20260411T120000", "odd [name]*.db.backup-20260412T120000", "odd [name]*.db.mine"),
    ]
    back_up(odd, NOON, keep=0)
    assert len(list(tmp_path.glob("odd*backup-*"))) == 3, "0 keeps all"


def test_a_backup_that_cannot_be_written_stops_the_upgrade(older: Path, monkeypatch) -> None:
    monkeypatch.setattr("bot.store.schema.HEAD", "9999")
    (older.parent / f"minutebot.db.backup-20260408T120000-{HEAD}").mkdir()
    before = execute(older, "SELECT count(*) FROM items")
    with pytest.raises(StoreError, match="the backup can't be written"):
        _upgrade(older)
    assert execute(older, "SELECT count(*) FROM items") == before


def test_a_newer_versions_database_is_refused_and_left_alone(older: Path) -> None:
    execute(older, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreError) as caught:
        _upgrade(older)
    assert str(caught.value) == (
        f"{older}: its schema (0999) is newer than this minutebot knows ({HEAD}); "
        "run the newer version, or put a backup of before the upgrade back"
    )
    assert execute(older, "SELECT count(*) FROM items") == [(100,)]
    assert not list(older.parent.glob("*backup*"))


def test_what_is_no_database_is_said_and_left_alone(path: Path) -> None:
    words = b"Dear diary, " * 1000
    path.write_bytes(words)
    with pytest.raises(StoreError, match="it is no SQLite file; move it away, or put a backup"):
        _upgrade(path)
    assert path.read_bytes() == words


@pytest.mark.parametrize("keep", [0.9, 0.5, 0.1])
def test_a_truncated_file_is_said_and_left_alone(older: Path, keep: float) -> None:
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    damaged = older.read_bytes()[: int(older.stat().st_size * keep)]
    older.write_bytes(damaged)
    with pytest.raises(StoreError, match="it is damaged; put a backup"):
        _upgrade(older)
    assert older.read_bytes() == damaged


@pytest.mark.parametrize("parts", [("no", "such", "directory", "m.db"), ()])
def test_a_file_that_cannot_be_opened_says_what_to_do(tmp_path: Path, parts) -> None:
    with pytest.raises(StoreError, match="unable to open database file: make its directory"):
        _upgrade(tmp_path.joinpath(*parts))


OPEN_IT = """
import sys
from datetime import UTC, datetime
from bot.store.schema import upgrade
from bot.store.sqlite import StoreError
try:
    upgrade(sys.argv[1], now=lambda: datetime(2026, 4, 8, tzinfo=UTC))
except StoreError as error:
    sys.exit(str(error))
"""


def _as_nobody(*command: str) -> subprocess.CompletedProcess[str]:
    drop = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.run([*drop, *command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("what", ["file", "directory"])
def test_without_the_right_to_write_it_says_so(older: Path, what: str) -> None:
    if os.geteuid() == 0 and (not shutil.which("setpriv") or _as_nobody(sys.executable, "-c", "").returncode):
        pytest.skip("root may write everywhere, and nobody else can run this Python")
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = older.read_bytes()
    with TemporaryDirectory() as name:
        home = Path(name)
        file = home / "minutebot.db"
        shutil.copy(older, file)
        file.chmod(0o444 if what == "file" else 0o666)
        home.chmod(0o777 if what == "file" else 0o555)
        done = _as_nobody(sys.executable, "-c", OPEN_IT, f"sqlite:///{file}")
        home.chmod(0o700)
        assert file.read_bytes() == before
    assert done.returncode == 1
    assert str(file) in done.stderr
    assert "right" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("minutebot.db", 'store.url: "minutebot.db" is no address of a database; use sqlite:///PATH'),
        ("postgresql://db/minutes", "store.url: postgresql is not supported yet; use sqlite:///PATH"),
        ("sqlite+aiosqlite:///m.db", "store.url: sqlite+aiosqlite is not supported yet; use sqlite:///PATH"),
    ],
)
def test_other_databases_are_refused(url: str, complaint: str) -> None:
    with pytest.raises(StoreError) as caught:
        upgrade(url, now=lambda: NOON)
    assert str(caught.value) == complaint


def test_the_file_behind_an_address() -> None:
    assert path_of("sqlite:///m.db") == Path("m.db")
    assert path_of("sqlite:////srv/m.db") == Path("/srv/m.db")
    assert path_of("sqlite://") is path_of("sqlite:///:memory:") is None


def test_a_reader_cannot_write(url: str) -> None:
    library = Library(url)
    with library._engine.begin() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM meetings")
    library.close()
