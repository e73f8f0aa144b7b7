"""The ground of the Matrix benchmark: a Synapse without limits, the bot in one room, a bare loop in another."""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.ground import Bot
from tests.servers.presence import path_of
from tests.servers.synapse import MatrixPerson, Synapse, make_synapse, quote

ON_MATRIX = """kind = "matrix"
homeserver = "{url}"
user = "{user}"
token = {{ value = "{token}" }}
"""


@dataclass
class Person:
    """Somebody who says things, several at once if need be, and sees reactions."""

    account: MatrixPerson
    session: aiohttp.ClientSession
    room: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _since: str = ""

    async def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.account.token}"}
        url = f"{self.account.synapse.url}/_matrix/client/v3{path}"
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def say(self, text: str) -> str:
        """Its event id."""
        path = f"/rooms/{quote(self.room)}/send/m.room.message/bench{next(self._numbers)}"
        return str((await self.call("PUT", path, {"msgtype": "m.text", "body": text}))["event_id"])

    async def begin_to_listen(self) -> None:
        self._since = (await self.call("GET", "/sync?timeout=0"))["next_batch"]

    async def until_marked(self, event_id: str) -> float:
        """When a reaction on the line is here, by perf_counter."""
        while True:
            answer = await self.call("GET", f"/sync?timeout=20000&since={quote(self._since)}")
            at, self._since = time.perf_counter(), answer["next_batch"]
            for event in answer.get("rooms", {}).get("join", {}).get(self.room, {}).get("timeline", {})["events"]:
                if event["content"].get("m.relates_to", {}).get("event_id") == event_id:
                    return at


@dataclass
class Bare:
    """The bare loop's process. `seen` is how many messages it has had since the start of the process."""

    account: MatrixPerson
    room: str
    process: asyncio.subprocess.Process | None = None
    seen: int = 0

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        account = self.account
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.bare", account.synapse.url, account.user_id, account.token, self.room,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.seen = 0
        assert (await self._line()) == "ready"

    async def _line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        return (await self.process.stdout.readline()).decode().strip()

    async def until_seen(self, count: int, patience: float = 120) -> float:
        """When it has had that many, by perf_counter."""
        async with asyncio.timeout(patience):
            while self.seen < count:
                self.seen = int(await self._line())
        return time.perf_counter()

    async def end(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@dataclass
class Ground:
    """The bot and the bare loop, each in a room with somebody who talks there."""

    bot: Bot
    bare: Bare
    to_bot: Person
    to_bare: Person


@asynccontextmanager
async def both_on_synapse() -> AsyncIterator[Ground]:
    if not path_of("synapse"):
        sys.exit("there is no Synapse on this machine; `make servers` installs it")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        synapse = make_synapse(home)
        synapse.start()
        try:
            async with aiohttp.ClientSession() as session, _ground(synapse, home, session) as ground:
                yield ground
        finally:
            synapse.end()


@asynccontextmanager
async def _ground(synapse: Synapse, home: Path, session: aiohttp.ClientSession) -> AsyncIterator[Ground]:
    ada, bo = (Person(synapse.register(name), session) for name in ("ada", "bo"))
    for person in (ada, bo):
        person.room = person.account.create()
    bot, loop = synapse.register("minutebot"), synapse.register("loop")
    loop.join(bo.room)
    network = ON_MATRIX.format(url=synapse.url, user=bot.user_id, token=bot.token)
    ground = Ground(Bot(home, 0, (ada.room,), network), Bare(loop, bo.room), ada, bo)
    await ground.bot.start()
    await ground.bare.start()
    try:
        async with asyncio.timeout(20):
            while len((await ada.call("GET", f"/rooms/{quote(ada.room)}/joined_members"))["joined"]) == 1:
                await asyncio.sleep(0.05)
        yield ground
    finally:
        await ground.bot.end()
        await ground.bare.end()
