"""A new directory is filled with everything, by several processes where there is much."""

import asyncio
import os
import signal
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.api import TemporaryError
from bot.config import Config
from bot.runtime.record import open_for_reading
from bot.runtime.world import World
from bot.testing import FakeAttempt
from plugins.archive import plugin, processes
from plugins.archive.desk import Desk
from tests.plugins.editions import many
from tests.plugins.wholeness import complaints
from tests.web.held import Held

DAYS = [date(2026, 4, 8) + timedelta(weeks=week) for week in range(4)]
NEWEST = "weekly-2026-04-29"


def shown(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def build(held: Held, root: Path, *, stopped=lambda: False, told=lambda *_: None) -> Path:
    """The archive, made when the newest meeting is published to a directory in which nothing is."""
    config = Config.model_validate({"store": {"url": held.url}, "publishers": {"archive": {"directory": str(root)}}})
    with closing(open_for_reading(config, World())) as record:
        desk = Desk(root, plugin.settings(directory=root, title="Kiln minutes"), stopped, told)
        try:
            desk.file(record.editor.delivered(NEWEST, 1, "archive"))
        finally:
            desk.lead()
    return root


@pytest.fixture
def kept(held: Held) -> Held:
    """Four meetings that were delivered to an archive, which is lost."""
    held.weekly(*DAYS)
    held.journal.now(
        lambda connection: connection.exec_driver_sql("UPDATE deliveries SET state = 'confirmed', url = 'there'")
    )
    return held


@pytest.fixture
def in_processes(monkeypatch) -> None:
    monkeypatch.setattr(processes, "FEW", 2)
    monkeypatch.setattr(processes, "cores", lambda: 2)


def test_several_processes_write_what_one_does(kept: Held, tmp_path, in_processes, monkeypatch) -> None:
    together = shown(build(kept, tmp_path / "together"))
    monkeypatch.setattr(processes, "FEW", 10)
    assert together == shown(build(kept, tmp_path / "alone"))
    assert complaints(tmp_path / "together") == []
    assert {f"weekly/{day}.html" for day in DAYS} < together.keys()


def test_it_says_how_much_of_everything_is_there(kept: Held, tmp_path, in_processes) -> None:
    told = []
    build(kept, tmp_path / "archive", told=lambda done, of: told.append((done, of)))
    there, of = zip(*told, strict=True)
    assert list(there) == sorted(there)
    assert {*of} == {there[-1]}
    assert of[0] > len(DAYS) + 20


def test_what_a_process_can_not_write_is_told_with_the_meeting(kept: Held, tmp_path, in_processes, monkeypatch) -> None:
    (tmp_path / ".filling").touch()
    (tmp_path / "weekly/2026-04-15.md").mkdir(parents=True)
    with pytest.raises(TemporaryError, match=r"weekly-2026-04-15: can't write .*2026-04-15\.md"):
        build(kept, tmp_path)
    monkeypatch.setattr(processes, "FEW", 10)
    (tmp_path / "weekly/2026-04-15.md").rmdir()
    assert complaints(build(kept, tmp_path)) == []


def test_stopped_it_goes_on_the_next_time(kept: Held, tmp_path, in_processes, monkeypatch) -> None:
    with pytest.raises(TemporaryError, match="stopped while everything was being written"):
        build(kept, tmp_path / "tried", stopped=lambda: True)
    assert not (tmp_path / "tried/index.html").exists()
    monkeypatch.setattr(processes, "FEW", 10)
    assert shown(build(kept, tmp_path / "tried")) == shown(build(kept, tmp_path / "whole"))


def test_killed_before_any_file_it_is_whole_the_next_time_and_nothing_leads_nowhere(tmp_path) -> None:
    assert not fork(tmp_path / "whole")
    whole = shown(tmp_path / "whole")
    nth = 1
    while fork(tried := tmp_path / f"tried-{nth}", nth):
        assert complaints(tried) == []
        assert not fork(tried)
        assert shown(tried) == whole
        nth += 3
    assert nth > 20


def fork(root: Path, nth: int = 0) -> bool:
    """Publish in a child, which is killed when it has written half of the nth new file; whether it came to that."""
    child = os.fork()
    if child == 0:
        count = 0

        def count_down(event, of):
            nonlocal count
            if event == "open" and of[2] & os.O_EXCL and not Path(of[0]).name.startswith("."):
                count += 1
                if count == nth:
                    Path(of[0]).write_text("half")
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count_down)
        asyncio.run(publish(root))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


async def publish(root: Path) -> None:
    *_, newest = many(5)
    async with plugin.open(plugin.settings(directory=root, title="Kiln")) as publisher:
        await publisher.publish(newest, FakeAttempt())
