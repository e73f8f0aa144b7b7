"""The site in files: all of it into an empty directory, twice, then one meeting; beside copying the same bytes."""

import asyncio
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ground import spread
from benchmarks.serving import COUNT, home
from bot.config import load
from bot.runtime.record import Record, open_record
from bot.runtime.world import World
from plugins.archive.desk import Desk
from plugins.archive.settings import ArchiveSettings

ONE_BY_ONE = 20


async def main() -> None:
    with home(apart=True) as path:
        await _build(path, "from fair copies")
        shutil.rmtree(path / "archive")
        with closing(sqlite3.connect(path / "minutebot.db")) as connection, connection:
            connection.execute("DELETE FROM fair_copies")
        await _build(path, "without any")
        files = [file for file in (path / "archive").rglob("*") if file.is_file()]
        print(f"       {len(files):,} files, {sum(file.stat().st_size for file in files) / 1e6:,.0f} MB; ", end="")
        print(f"copying them bare: {_copied(files, path / 'archive', path / 'copy'):.1f} s")
        with closing(open_record(load(path / "config.toml"), World())) as record:
            _one_by_one(path, record)


async def _build(path: Path, how: str) -> None:
    """By the command: a meeting goes into a new directory, and all others with it."""
    with closing(open_record(load(path / "config.toml"), World())) as record:
        newest = record.library.meetings()[0].id
    before, began = os.times(), time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "publish", newest, "--to", "archive", "-c", str(path / "config.toml"),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    took, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    cores = len(os.sched_getaffinity(0))
    each = f"{took * 1000 / COUNT:.1f} ms a meeting, CPU {spent:.1f} s, {spent * 1000 / COUNT:.1f} ms a meeting"
    print(f"{COUNT:,} meetings built {how} in {took:.1f} s on {cores} cores ({each})", flush=True)


def _copied(files: list[Path], root: Path, target: Path) -> float:
    """Seconds to write the same bytes under the same names, once they are read."""
    took = 0.0
    for file in files:
        body, new = file.read_bytes(), target / file.relative_to(root)
        began = time.perf_counter()
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(body)
        took += time.perf_counter() - began
    began = time.perf_counter()
    os.sync()
    return took + time.perf_counter() - began


def _one_by_one(path: Path, record: Record) -> None:
    """Meetings published by a bot that runs, as if new: until the room is told, and until every list has them."""
    root = path / "archive"
    desk = Desk(root, ArchiveSettings(directory=root))
    told, listed = Spent(), Spent()
    for meeting in [row.id for row in record.library.meetings()][:: max(1, COUNT // ONE_BY_ONE)]:
        _lose(root, meeting)
        with told.measured():
            edition = record.editor.delivered(meeting, 1, "archive")
            desk.file(edition)
            desk.lead()
        with listed.measured():
            assert desk.list_noted(edition.site, lambda: False, patient=True)
    print(f"one meeting published, until the room is told: {told}; {len(told.wall)} of them")
    print(f"       and until every list has it, behind that: {listed}")


@dataclass
class Spent:
    """Milliseconds by the clock, and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def measured(self) -> Iterator[None]:
        began, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall.append((time.perf_counter() - began) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    def __str__(self) -> str:
        return f"{spread(self.wall)} ms (CPU {spread(self.cpu)} ms)"


def _lose(root: Path, meeting: str) -> None:
    """Have its pages not be there."""
    series, _, day = meeting.partition("-")
    for file in (root / series).glob(f"{day}.*"):
        file.unlink()
