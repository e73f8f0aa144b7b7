"""Five hundred who follow a running meeting: from a line stored to the last of them having it, and the memory it takes.

Beside a bare server that tells as many what is posted to it.
"""

import asyncio
import http.client
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ground import cpu_seconds, memory
from benchmarks.serving import Server, home, running, served, told
from bot.store.journal import Journal, write
from tests.meetings.stage import Stage, rules

WATCHERS, LINES, APART, SETTLING = 500, 220, 0.1, 20


class Watchers:
    """A process that follows; `last` is when all had a line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        self._told = process.stdout

    async def last(self, number: int) -> float:
        while True:
            line = await asyncio.wait_for(self._told.readline(), 30)
            heard, at = line.split()
            if int(heard) == number:
                return float(at)


@asynccontextmanager
async def watching(server: Server, target: str) -> AsyncIterator[Watchers]:
    host, port = server.at
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.watchers", host, str(port), target, str(WATCHERS),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"
        yield Watchers(process)
    finally:
        process.terminate()
        await process.wait()


async def _said(watchers: Watchers, say: Callable[[int], float]) -> list[float]:
    """Milliseconds for each line, without those of the time when all came at once."""
    values = []
    for number in range(LINES):
        began = say(number)
        values.append((await watchers.last(number) - began) * 1000)
        await asyncio.sleep(APART)
    return values[SETTLING:]


async def main() -> None:
    with home(apart=True) as path, closing(Journal(f"sqlite:///{path}/minutebot.db")) as journal:
        stage = _meeting(journal)

        def say(number: int) -> float:
            """Every tenth line is an item, which changes the minutes, too."""
            stage.say("ada", f"{'#info ' if number % 10 == 0 else ''}said-{number}- and so on")
            return time.perf_counter()

        async with running(*served(path)) as site:
            meeting = stage.meeting
            target = f"/{meeting.series}/{meeting.day.isoformat()}"
            alone = await _opened(site, target)
            async with watching(site, f"{target}.live") as watchers:
                began = cpu_seconds(site.pid), time.perf_counter()
                values = await _said(watchers, say)
                spent = (cpu_seconds(site.pid) - began[0]) / (time.perf_counter() - began[1])
                print(
                    f"memory of the server: {memory(site.pid, 'VmRSS'):.1f} MiB, {memory(site.pid):.1f} at most; ",
                    end="",
                )
                print(f"{alone:.1f} before anybody followed; CPU {spent:.0%}")
        bare = await _bare(path)
        print(f"{len(values)} lines to {WATCHERS} watchers: {told(values, bare)}")


def _meeting(journal: Journal) -> Stage:
    room = rules("#live", to=())
    stage = Stage(
        {room.room: room}, keep=lambda batch: journal.now(lambda connection: write(connection, batch)),
        now=datetime.now(UTC),
    )  # fmt: skip
    return stage.play("ada: #startmeeting", "bo: #info welcome")


async def _opened(site: Server, target: str) -> float:
    """MiB after the page of the meeting was read."""
    connection = http.client.HTTPConnection(*site.at, timeout=30)
    connection.request("GET", f"{target}.html")
    assert connection.getresponse().read()
    return memory(site.pid, "VmRSS")


async def _bare(path: Path) -> list[float]:
    del path
    async with running("-m", "benchmarks.bare_site") as bare, watching(bare, "/live") as watchers:
        connection = http.client.HTTPConnection(*bare.at, timeout=30)

        def tell(number: int) -> float:
            began = time.perf_counter()
            connection.request("POST", "/tell", body=f"said-{number}-")
            connection.getresponse().read()
            return began

        return await _said(watchers, tell)
