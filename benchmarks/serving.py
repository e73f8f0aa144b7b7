"""The ground of the site's benchmarks: `minutebot serve` and a bare server beside it, and what is asked of both."""

import asyncio
import http.client
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.shelves import MEETINGS, shelves

COUNT = int(os.environ.get("MEETINGS", MEETINGS))


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens at `address`."""

    pid: int
    address: str

    @property
    def at(self) -> tuple[str, int]:
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 0


@contextmanager
def home(*, apart: bool = False) -> Iterator[Path]:
    """A directory with a config of the shelves; `apart`: of a copy of them, which may be written to."""
    with tempfile.TemporaryDirectory(prefix="minutebot-bench-") as name:
        path, database = Path(name), shelves(COUNT)
        if apart:
            database = Path(shutil.copy(database, path / "minutebot.db"))
        (path / "config.toml").write_text(
            f'[store]\nurl = "sqlite:///{database}"\n[web]\nport = 0\n'
            f'[publishers.archive]\ndirectory = "{path}/archive"\n',
            encoding="utf-8",
        )
        yield path


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[Server]:
    """A process of this Python that says in its first line with an address where it listens."""
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        line = ""
        while "http://" not in line:
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert line, "it ended"
        yield Server(process.pid, "http://" + line.split("http://")[1].split()[0].rstrip("/"))
    finally:
        process.terminate()
        await process.wait()


def served(path: Path) -> tuple[str, ...]:
    return ("-m", "bot", "serve", "-c", str(path / "config.toml"))


class Asking:
    """A connection that is kept, as a browser does."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection(*server.at, timeout=60)

    def __call__(self, target: str) -> tuple[float, bytes]:
        """Milliseconds, and what came."""
        began = time.perf_counter()
        self._connection.request("GET", target)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        assert answer.status == http.HTTPStatus.OK, f"{target}: {answer.status}"
        return took, body


def forget(path: Path) -> None:
    """Have the site forget every page it keeps, as it does when anything is written."""
    url = (path / "config.toml").read_text(encoding="utf-8").split("sqlite:///")[1].split('"')[0]
    with closing(sqlite3.connect(url)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO cursors VALUES ('bench', '', '')")


def at(share: float, values: Sequence[float]) -> float:
    """A quantile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(values: Sequence[float], bare: Sequence[float] = ()) -> str:
    """The median and the 99th of a hundred, in ms; and how many times the bare ground's, taken in the same run."""
    text = f"p50 {statistics.median(values):7.2f} ms, p99 {at(0.99, values):7.2f} ms"
    if not bare:
        return text
    times = statistics.median(values) / statistics.median(bare)
    return f"{text}; bare {statistics.median(bare):.2f} and {at(0.99, bare):.2f} ms, {times:.1f} times that"
