"""`minutebot replay` of 1,000, 10,000 and 100,000 lines, database and pages included: must grow linearly."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
NICKS = ("ada", "bo", "cy", "dmitri", "elif", "fen", "gwen", "zz")


def _log(path: Path, lines: int) -> None:
    with path.open("w") as file:
        file.write("[10:00] <ada> #startmeeting Bench\n")
        for number in range(lines - 2):
            command = "#info " if number % 100 == 0 else ""
            hour, minute = divmod(600 + number * 600 // lines, 60)
            nick = NICKS[number % len(NICKS)]
            file.write(f"[{hour:02}:{minute:02}] <{nick}> {command}whether the glaze is dry is what we ask, {number}\n")
        file.write("[20:00] <ada> #endmeeting\n")


def measure() -> None:
    """The first, small run is not shown: it leaves the bytecode that an installed program has already."""
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{name}/bytecode"}
        for lines in (10, *SIZES):
            home = Path(name) / str(lines)
            home.mkdir()
            _log(home / "2026-04-08.log", lines)
            began = time.perf_counter()
            pid = os.spawnve(
                os.P_NOWAIT,
                sys.executable,
                [sys.executable, "-m", "bot", "replay", str(home / "2026-04-08.log"), "-o", str(home / "out")],
                environment,
            )
            _, status, usage = os.wait4(pid, 0)
            seconds = time.perf_counter() - began
            if lines not in SIZES:
                continue
            print(
                f"{lines:8,} lines: {seconds:5.2f} s ({seconds / lines * 1e6:6.1f} us a line), "
                f"CPU {usage.ru_utime + usage.ru_stime:5.2f} s, peak {usage.ru_maxrss / 1024:.1f} MiB, exit {status}"
            )


async def main() -> None:
    await asyncio.to_thread(measure)
