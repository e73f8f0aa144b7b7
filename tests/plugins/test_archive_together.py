"""Many meetings that are published anew at once are written by several processes, in a directory that is read."""

import asyncio
import fcntl
import os
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.api import Lock, PermanentError, Receipt, SiteFrame, TemporaryError
from bot.config import Config
from bot.runtime.record import open_for_reading
from bot.runtime.world import World
from bot.testing import FakeAttempt, an_edition
from plugins.archive import plugin, processes
from plugins.archive.desk import Desk
from plugins.archive.filler import Filler
from plugins.archive.note import noted
from tests.plugins.wholeness import complaints
from tests.web.held import Held

DAYS = [date(2026, 4, 8) + timedelta(weeks=week) for week in range(6)]
MEETINGS = [f"weekly-{day}" for day in DAYS]


def shown(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def left_aside(root: Path) -> list[Path]:
    return list(root.rglob(".*.new"))


@pytest.fixture
async def root(held: Held, tmp_path) -> Path:
    """An archive of six meetings."""
    held.weekly(*DAYS)
    held.journal.now(
        lambda connection: connection.exec_driver_sql("UPDATE deliveries SET state = 'confirmed', url = 'there'")
    )
    await publish(held, tmp_path / "archive", "Kiln minutes")
    return tmp_path / "archive"


@pytest.fixture
def jobs(monkeypatch) -> list[tuple[str, ...]]:
    """What processes were given to do."""
    given, begin = [], processes.Crew._begin

    def heard(self, job, stopped, done) -> bool:
        if self.pool:
            given.append(job.names)
        return begin(self, job, stopped, done)

    monkeypatch.setattr(processes.Crew, "_begin", heard)
    monkeypatch.setattr(processes, "FEW", 3)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    return given


async def publish(held: Held, root: Path, title: str) -> list[Receipt | BaseException]:
    """All at once, under another title, and then the lists."""
    config = Config.model_validate({"store": {"url": held.url}, "publishers": {"archive": {"directory": str(root)}}})
    with closing(open_for_reading(config, World())) as record:
        editions = [record.editor.delivered(each, 1, "archive") for each in MEETINGS]
        async with plugin.open(plugin.settings(directory=root, title=title)) as publisher:
            published = (publisher.publish(each, FakeAttempt()) for each in editions)
            receipts = await asyncio.gather(*published, return_exceptions=True)
            await publisher.catch_up(editions[0].site)
    return receipts


async def test_processes_write_what_one_would(held: Held, root: Path, jobs, tmp_path, monkeypatch) -> None:
    receipts = await publish(held, root, "Other minutes")
    assert [receipt.url for receipt in receipts] == [str(root / f"weekly/{day}.html") for day in DAYS]
    assert {*MEETINGS[1:]} <= {name for names in jobs for name in names}
    monkeypatch.setattr(processes, "FEW", 100)
    await publish(held, tmp_path / "anew", "Other minutes")
    assert shown(root) == shown(tmp_path / "anew")
    assert b"Other minutes" in (root / "weekly/2026-04-15.html").read_bytes()
    assert complaints(root) == []
    assert noted(root).unlisted == ()
    assert left_aside(root) == []


async def test_what_stands_in_the_way_of_one_keeps_no_other_from_its_place(held: Held, root: Path, jobs) -> None:
    (root / "weekly/2026-04-22.html").write_text("somebody's own")
    (root / "weekly/2026-04-22.json").unlink()
    (root / "weekly/2026-04-29.md").unlink()
    (root / "weekly/2026-04-29.md").mkdir()
    receipts = await publish(held, root, "Other minutes")
    assert [type(each) for each in receipts] == [Receipt, Receipt, PermanentError, TemporaryError, Receipt, Receipt]
    for day in (DAYS[1], DAYS[4], DAYS[5]):
        assert b"Other minutes" in (root / f"weekly/{day}.html").read_bytes()


async def test_a_process_that_is_ended_is_told_and_what_it_left_is_written(
    held: Held, root: Path, jobs, monkeypatch
) -> None:
    monkeypatch.setattr(processes, "_do", _die)
    told = [str(each) for each in await publish(held, root, "Other minutes") if isinstance(each, TemporaryError)]
    assert len(told) == 1
    assert told[0].endswith("a process that writes pages was ended; is there memory enough?")
    assert complaints(root) == []
    monkeypatch.undo()
    assert all(isinstance(each, Receipt) for each in await publish(held, root, "Other minutes"))
    assert complaints(root) == []


def test_who_comes_after_a_process_that_died_waits_until_what_it_began_has_ended(tmp_path) -> None:
    root = tmp_path / "archive"
    desk = Desk(root, plugin.settings(directory=root, title="Kiln minutes"))
    desk.lock.patience = 0.05
    root.mkdir()
    with (root / processes.LENT).open("w") as lent:
        fcntl.flock(lent, fcntl.LOCK_SH)
        with pytest.raises(TemporaryError, match="another process is writing there"):
            desk.file(an_edition())
    other = Lock(root / ".lock")
    assert other.take_free()
    other.release()
    desk.file(an_edition())
    desk.lead()
    assert (root / "index.html").exists()


async def test_lists_say_what_is_so_each_time_they_are_written(held: Held, root: Path) -> None:
    names = ("weekly/index.txt", "weekly/index.html")
    with held.editing() as (_, trees):
        filler = Filler(root, trees.tree("archive", SiteFrame("Kiln minutes")), transcripts=True)
        filler.renew_lists(names, frozenset(), nth=1)
        held.weekly(date(2026, 5, 20)).journal.now(
            lambda connection: connection.exec_driver_sql("UPDATE deliveries SET url = 'there'")
        )
        filler.renew_lists(names, frozenset(), nth=2)
    for name in names:
        assert "2026-05-20" in (root / name).read_text()


def _die(_job: object) -> None:
    os._exit(1)
