"""The ground of every benchmark: a real ngircd without flood limits, the bot as a process, and senders beside it."""

import asyncio
import os
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import make_certificates
from tests.servers.chat import ChatClient
from tests.servers.ngircd import make_ngircd

TICKS = os.sysconf("SC_CLK_TCK")
ON_IRC = """host = "127.0.0.1"
port = {port}
tls = false
rate = {{ burst = 1000, per_second = 1000 }}
"""


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int, key: str = "VmHWM") -> float:
    """MiB: the peak (VmHWM) or present (VmRSS) resident size."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) / 1024


@dataclass
class Bot:
    """The real bot, started by its own command. `network` is its part of the config, unless that is IRC at `port`."""

    home: Path
    port: int
    rooms: tuple[str, ...] = ("#bench",)
    network: str = ""
    process: asyncio.subprocess.Process | None = field(default=None)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def database(self) -> Path:
        return self.home / "minutebot.db"

    async def start(self) -> None:
        rooms = "".join(f'[[rooms]]\nnetwork = "bench"\nname = "{room}"\nset_topic = false\n' for room in self.rooms)
        config = self.home / "config.toml"
        config.write_text(
            f'[store]\nurl = "sqlite:///{self.database}"\n'
            f"[networks.bench]\n{self.network or ON_IRC.format(port=self.port)}{rooms}"
            f'[publishers.archive]\ndirectory = "{self.home}/archive"\n'
        )
        with (self.home / "bot.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "-c", str(config), stdout=log, stderr=log
            )

    async def end(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(20):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def stored(self) -> int:
        """How many lines are committed."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0])

    async def until_stored(self, count: int, patience: float = 120) -> float:
        """Wait until `count` lines are committed; the time when they were, by perf_counter.

        Raises:
            TimeoutError: lines were lost.
        """
        async with asyncio.timeout(patience):
            while self.stored() < count:
                await asyncio.sleep(0.02)
        return time.perf_counter()


@asynccontextmanager
async def ngircd() -> AsyncIterator[int]:
    """The port of an ngircd of our own."""
    with tempfile.TemporaryDirectory() as home:
        server = make_ngircd(Path(home), make_certificates(Path(home)))
        server.start()
        try:
            yield server.port
        finally:
            server.end()


@asynccontextmanager
async def bot_on(port: int, *rooms: str) -> AsyncIterator[tuple[Bot, ChatClient]]:
    """A bot in its rooms, and its chair, who has seen it join."""
    with tempfile.TemporaryDirectory() as home:
        bot = Bot(Path(home), port, rooms or ("#bench",))
        chair = await ChatClient.connect(port, "chair")
        await chair.log_on()
        for room in bot.rooms:
            await chair.join(room)
        await bot.start()
        try:
            for room in bot.rooms:
                await chair.wait_for(f"minutebot.* JOIN :?{room}", 20)
            yield bot, chair
        finally:
            await bot.end()
            await chair.quit()


async def send_lines(port: int, room: str, clients: int, lines: int, commands: float = 0.01) -> float:
    """Have another process send lines, unpaced; returns when it began, by perf_counter."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sender", str(port), room, str(clients), str(lines), str(commands),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    began = time.perf_counter()
    process.stdin.write(b"go\n")
    await process.stdin.drain()
    await process.stdout.readline()
    process.stdin.close()
    await process.wait()
    return began


async def repeat(times: int, once: Callable[[], object]) -> list[float]:
    return [float(await once()) for _ in range(times)]  # type: ignore[misc]


def spread(values: list[float], digits: int = 0) -> str:
    """Median, and the range when there is one."""
    middle = f"{statistics.median(values):,.{digits}f}"
    return f"{middle} ({min(values):,.{digits}f}-{max(values):,.{digits}f})" if len(values) > 1 else middle
