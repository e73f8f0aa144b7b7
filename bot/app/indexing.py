"""Puts the words of lines in, to be searched, and erased ones out, while nobody needs the record's only writer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.app.ports import UnwritableError

POLL = 5.0  # seconds
BREATH = 0.02


@dataclass(frozen=True, slots=True)
class Indexer:
    """`tend` does a piece and says how much it was; `busy`: lines wait to be recorded."""

    tend: Callable[[], Awaitable[int]]
    busy: Callable[[], bool]

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = BREATH if await self._piece() else POLL
            await asyncio.sleep(pause)

    async def _piece(self) -> int:
        if self.busy():
            return 0
        try:
            return await self.tend()
        except UnwritableError:
            return 0  # the recorder tells of it
