"""Tells the recorder what time it is when something is due: a silence that lasted, a topic's time that is up."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot.app.batch import State
from bot.app.ports import Clock, Inbox
from bot.core.chat import Room, Ticked
from bot.core.clock import next_due
from bot.core.rules import Rules

SETTLING = timedelta(seconds=60)  # after a restart: what was said meanwhile is read first
AGAIN = timedelta(seconds=30)  # what is due in a room that the bot is not in
LONGEST = timedelta(minutes=10)  # the machine's clock may be set


class Timekeeper:
    """Sleeps until something is due in a room, or `changed` is called."""

    def __init__(self, state: Callable[[], State], rooms: Mapping[Room, Rules], inbox: Inbox, clock: Clock) -> None:
        self._state = state
        self._rooms = rooms
        self._inbox = inbox
        self._clock = clock
        self._changed = asyncio.Event()
        self._told: set[tuple[Room, datetime]] = set()
        self._again_at = clock.now()

    def changed(self) -> None:
        """Something may be due at another time than before."""
        self._changed.set()

    async def run(self, settling: timedelta = SETTLING) -> None:
        if self._state().meetings:
            await asyncio.sleep(settling.total_seconds())
        while True:
            self._changed.clear()
            pause = self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._changed.wait()

    def look(self) -> timedelta:
        """Say the time if something is due by now that was not told; returns how long nothing else will be."""
        now = self._clock.now()
        plans = self._plans()
        overdue = {plan for plan in plans if plan[1] <= now}
        if overdue - self._told or (overdue and now >= self._again_at):
            self._told, self._again_at = overdue, now + AGAIN
            self._inbox.put(Ticked(now))
        waits = [at - now for _, at in plans - overdue]
        return min([*waits, *([AGAIN] if overdue else []), LONGEST])

    def _plans(self) -> set[tuple[Room, datetime]]:
        state = self._state()
        found = {room: next_due(meeting, self._rooms[room], state.last_said_in(meeting))
                 for room, meeting in state.meetings.items() if room in self._rooms}  # fmt: skip
        return {(room, at) for room, at in found.items() if at is not None}
