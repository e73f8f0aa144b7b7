"""The bot by its own command, in a room of a server of its own, and what befalls both of them."""

import asyncio
import math
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import verdict
from tests.chaos.verdict import Verdict
from tests.chaos.writer import Writer
from tests.road.matrix_bots import matrix_config
from tests.servers.synapse import MatrixPerson, Synapse
from tests.waiting import answered

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds
GAP = 110  # lines; a sync brings a hundred of a room
STALE = 29.0  # seconds after which the bot finds that nobody waits for an answer any more, and a little less


@dataclass
class Mayhem:
    """`program` are the words after `python -m`: `bot`, or a mutant of it.

    `gaps` holds how many lines were said while the bot was away, each time.
    """

    synapse: Synapse
    home: Path
    program: tuple[str, ...] = ("bot",)
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    gaps: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bot = self.synapse.register("minutebot")
        self.ada: MatrixPerson = self.synapse.register("ada")
        self.room = self.ada.create(room_version="12")
        self.writer = Writer(self.ada, self.room)
        self._config = self.home / "config.toml"
        self._config.write_text(matrix_config(self.synapse, self.bot, self.room, self.home), encoding="utf-8")
        self._process: asyncio.subprocess.Process | None = None
        self._heard: list[tuple[int, float]] = []

    @property
    def database(self) -> Path:
        return self.home / "minutebot.db"

    async def begin(self) -> None:
        """The bot is in the room, and records; then the writing begins."""
        await self.start()
        await answered(lambda: len(self.ada.call("GET", f"/rooms/{self.room}/joined_members")["joined"]) > 1, PATIENCE)
        self.writer.say("#startmeeting Kiln")
        await answered(lambda: self._rows("SELECT 1 FROM meetings"), PATIENCE)
        self.writer.start()

    async def start(self) -> None:
        with (self.home / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self.program, "run", "-c", str(self._config),
                cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    async def kill(self) -> None:
        """SIGKILL: nothing is flushed, nothing is said."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL, "it had ended by itself"

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(20):
            return await self._process.wait()

    async def befall(self, number: int) -> None:
        """The bot is killed, is away for a while, and comes back.

        Every fifth time more is said meanwhile than one sync brings. It is killed at any moment of the first second or
        two, coming back and catching up included; every third time at the very moment when it has moved its cursor.
        """
        if number % 3 == 0:
            await asyncio.to_thread(self._cursor_moves)
        else:
            await asyncio.sleep(self.rng.uniform(0.2, 2.2))
        await self.kill()
        self._look()
        before = len(self.writer.said)
        away = GAP + self.rng.randrange(40) if number % 5 == 2 else self.rng.randrange(10)
        await answered(lambda: len(self.writer.said) >= before + away, PATIENCE)
        self.gaps.append(len(self.writer.said) - before)
        await self.start()

    async def fell_server(self) -> None:
        """Synapse is killed, and starts again on what it has; the bot and the writer see to it."""
        await asyncio.to_thread(self.synapse.server.kill)
        await asyncio.sleep(self.rng.uniform(0.1, 1.0))
        await asyncio.to_thread(self.synapse.start)

    def _cursor_moves(self) -> None:
        """Returns within a millisecond or so of the commit."""
        limit = time.monotonic() + PATIENCE
        query = "SELECT token FROM tokens"
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            was = connection.execute(query).fetchall()
            while connection.execute(query).fetchall() == was:
                assert time.monotonic() < limit, "the cursor does not move"
                time.sleep(0.0005)

    async def end(self) -> None:
        """The writer stops, the bot catches up, and has nothing more to say; then it is told to stop."""
        await asyncio.to_thread(self.writer.stop)
        await asyncio.sleep(0.5)
        last = self.writer.say("good night")
        await answered(lambda: self._rows("SELECT 1 FROM messages WHERE native_id = ?", last), PATIENCE)
        self._look()
        await answered(lambda: not self._rows("SELECT 1 FROM outbox WHERE error = ''"), PATIENCE)
        assert not self._rows("SELECT * FROM outbox"), "the server refused a reply"
        assert await self._end(signal.SIGTERM) == 0

    async def clean_up(self) -> None:
        await asyncio.to_thread(self.writer.close)
        if self._process is not None:
            await self._end(signal.SIGKILL)

    def _rows(self, query: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def _look(self) -> None:
        """How many lines the bot has by now."""
        ((count,),) = self._rows("SELECT count(*) FROM messages WHERE from_bot = 0")
        self._heard.append((int(str(count)), time.monotonic()))

    def heard_late(self) -> set[str]:
        """The lines that the bot may have heard when they were stale: only a busy machine makes it that slow."""
        late = set()
        for number, (event_id, said) in enumerate(zip(self.writer.said, self.writer.moments, strict=True), 1):
            heard = next((moment for count, moment in self._heard if count >= number), math.inf)
            late |= {event_id} if heard - said > STALE else set()
        return late

    def verdict(self) -> Verdict:
        events = verdict.history(self.ada, self.room)
        assert verdict.said(events, self.bot.user_id) == self.writer.said, "the writer and the server don't agree"
        return verdict.judge(events, self.database, self.bot.user_id, self.heard_late())
