"""Writes out once what the pages of meetings that ended say, while nobody needs the machine."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.app.ports import UnwritableError

POLL = 5.0  # seconds
BREATH = 0.05
REST = 9
"""How many times as long as it drew it rests: a tenth of a core, also where ten thousand meetings are to be copied."""

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Copyist:
    """`lacking` has the next meetings (ids) without a copy; `lay_out` notes that theirs are begun.

    `draw` makes one, and takes as long as drawing takes; `fill_in` keeps those whose meetings are yet as they were when
    they were begun. `busy`: lines wait to be recorded.
    """

    lacking: Callable[[], Sequence[str]]
    lay_out: Callable[[Sequence[str]], Awaitable[None]]
    draw: Callable[[str], bytes]
    fill_in: Callable[[Mapping[str, bytes]], Awaitable[int]]
    busy: Callable[[], bool]

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = BREATH if await self._some() else POLL
            await asyncio.sleep(pause)

    async def _some(self) -> int:
        """Copy the next meetings, as far as nobody needs the machine; how many."""
        meetings = [] if self.busy() else await _apart(self.lacking) or []
        copies: dict[str, bytes] = {}
        try:
            if meetings:
                await self.lay_out(meetings)
            for meeting in meetings:
                if not self.busy():
                    copies[meeting] = await self._drawn(meeting)
            if copies:
                await self.fill_in(copies)
        except UnwritableError:
            return 0  # the recorder tells of it
        return len(copies)

    async def _drawn(self, meeting: str) -> bytes:
        """A copy; an empty one where there can be none, so that the pages are drawn whenever they are asked for."""
        clock = asyncio.get_running_loop().time
        began = clock()
        drawn = await _apart(lambda: self.draw(meeting))
        await asyncio.sleep(REST * (clock() - began))
        return drawn or b""


async def _apart(work: Callable[[], T]) -> T | None:
    """What comes of work in another thread; None where it failed, which is logged: nobody needs a copy to go on."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.wait([done])
    finally:
        await asyncio.wait([done])  # also when the bot stops: it reads the record, which is closed next
    if error := done.exception():
        logger.warning("a fair copy of minutes can't be made: %s", error, exc_info=error)
        return None
    return done.result()
