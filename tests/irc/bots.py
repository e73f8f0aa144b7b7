"""An IrcClient at work, with what it told."""

import asyncio
import itertools
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.app.ports import Memory
from bot.config import Backoff, IrcNetwork, Keepalive, Rate, RoomSettings
from bot.core.chat import Interrupted, Message, Observation, PersonChanged, Room, Say
from bot.core.replies import Reply
from bot.irc.client import IrcClient
from tests.waiting import until

PATIENCE = 10.0
NETWORK = "kiln-net"
QUICK = {
    "tls": False,
    "rate": Rate(burst=100, per_second=1000),
    "backoff": Backoff(first=0.1, longest=0.3),
    "keepalive": Keepalive(idle=1, pong=1),
}


def wall_time() -> datetime:
    """The real time: servers on this machine have no other."""
    return datetime.now(UTC)  # noqa: TID251 - a clock


@dataclass(frozen=True)
class FakeClock:
    """Tells the time of a function."""

    time: Callable[[], datetime] = wall_time

    def now(self) -> datetime:
        return self.time()


@dataclass
class FakeInbox:
    """What the bot told, in order."""

    observations: list[Observation] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, observation: Observation) -> None:
        self.observations.append(observation)
        self.news.set()


@dataclass(eq=False)
class RunningBot:
    """A client that runs; `told` looks at all it has told since the start."""

    client: IrcClient
    inbox: FakeInbox
    task: "asyncio.Task[None]"
    rooms: tuple[Room, ...]
    _seen: int = 0

    @property
    def room(self) -> Room:
        return self.rooms[0]

    @property
    def messages(self) -> list[Message]:
        return [seen for seen in self.inbox.observations if isinstance(seen, Message)]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def changes(self) -> list[PersonChanged]:
        return [seen for seen in self.inbox.observations if isinstance(seen, PersonChanged)]

    @property
    def gaps(self) -> list[Interrupted]:
        return [seen for seen in self.inbox.observations if isinstance(seen, Interrupted)]

    @property
    def story(self) -> list[str]:
        """Lines by their text, and gaps as "...", in order."""
        kept = [seen for seen in self.inbox.observations if isinstance(seen, Message | Interrupted)]
        return [seen.text if isinstance(seen, Message) else "..." for seen in kept]

    def say(self, text: str, room: Room | None = None) -> None:
        self.client.send(Say(room or self.room, text))

    def send(self, reply: Reply) -> None:
        self.client.send(reply)

    def nicks(self, room: Room | None = None) -> set[str]:
        return {person.nick for person in self.client.view(room or self.room).people}

    def key(self, nick: str, room: Room | None = None) -> str:
        return next(person.key for person in self.client.view(room or self.room).people if person.nick == nick)

    async def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Until something holds, looked at again and again."""

        def looked() -> object:
            assert not self.task.done(), f"the bot ended: {self.task}"
            return holds()

        await until(looked, patience, lambda: f"{self.client.health()}; {self.inbox.observations[-8:]}")

    async def in_room(self, room: Room | None = None, patience: float = PATIENCE) -> None:
        await self.until(lambda: self.client.view(room or self.room).people, patience)

    async def message(self, pattern: str, patience: float = PATIENCE) -> Message:
        """The first message whose text matches."""
        await self.until(lambda: any(re.search(pattern, text) for text in self.texts), patience)
        return next(message for message in self.messages if re.search(pattern, message.text))

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        if not self.task.cancelled() and self.task.exception():
            raise self.task.exception()  # type: ignore[misc]


def run_bot(
    port: int,
    rooms: Iterable[str | RoomSettings] = ("#kiln",),
    memories: Mapping[Room, Memory] | None = None,
    clock: Callable[[], datetime] = wall_time,
    **settings: Any,
) -> RunningBot:
    """A bot on 127.0.0.1, impatient unless the settings say otherwise."""
    settings = {"host": "127.0.0.1", "port": port, **QUICK, **settings}
    wanted = [room if isinstance(room, RoomSettings) else RoomSettings(network=NETWORK, name=room) for room in rooms]
    numbers = map(str, itertools.count(1))
    start = f"{random.randrange(16**6):06x}"
    client = IrcClient(
        NETWORK,
        IrcNetwork.model_validate(settings),
        wanted,
        FakeClock(clock),
        lambda: f"{start}.{next(numbers)}",
        random.Random(1),
        "minutebot test",
    )
    inbox = FakeInbox()
    task = asyncio.get_running_loop().create_task(client.run(inbox, memories or {}))
    return RunningBot(client, inbox, task, tuple(room.room for room in wanted))
