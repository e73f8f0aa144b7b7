"""The bot as a process with a clock that a test may set: `python -m tests.road.bot_process CONFIG [TIME]`."""

import asyncio
import logging
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.config import load
from bot.runtime.serve import run
from bot.runtime.world import World


@dataclass(frozen=True)
class ShiftedClock:
    """A clock that was set to another time when it was made, and runs on from there."""

    began: datetime
    offset: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.began + timedelta(seconds=time.monotonic() - self.offset)


def main() -> None:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    world = World(clock=ShiftedClock(datetime.fromisoformat(sys.argv[2]))) if len(sys.argv) > 2 else World()
    asyncio.run(run(load(Path(sys.argv[1])), world))


if __name__ == "__main__":
    main()
