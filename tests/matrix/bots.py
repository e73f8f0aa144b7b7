"""A MatrixClient at work, with what it told."""

import asyncio
import itertools
import random
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.app.ports import Memory, Posted, Shown
from bot.config import Backoff, MatrixNetwork
from bot.core.chat import Heard, Interrupted, Message, MessageEdited, MessageErased, Observation, Room, Say
from bot.core.replies import Reply
from bot.matrix.client import MatrixClient
from tests.servers.synapse import MatrixPerson
from tests.waiting import until

PATIENCE = 60.0
NETWORK = "kiln"
_numbers = itertools.count(1)


def unique(name: str) -> str:
    """A name that no other test has: the server is shared."""
    return f"{name}{next(_numbers)}"


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - a clock


@dataclass
class FakePostbox:
    """Keeps replies in memory, over restarts of the bot in one test."""

    kept: str = ""
    waiting: dict[Room, deque[Posted]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    said_as: list[str] = field(default_factory=list)
    unkept: list[tuple[Shown, str]] = field(default_factory=list)
    forgetful: bool = False

    def post(self, reply: Reply) -> None:
        number = next(_numbers)
        posted = Posted(number, f"t{number}", reply, datetime.now(UTC))  # noqa: TID251 - a clock
        self.waiting.setdefault(reply.room, deque()).append(posted)

    async def token(self, network: str) -> str:
        return self.kept

    async def next(self, room: Room) -> Posted | None:
        queue = self.waiting.get(room)
        return queue[0] if queue else None

    async def shown(self, shown: Shown, event_id: str) -> None:
        self.unkept.append((shown, event_id))

    async def said(self, posted: Posted, event_id: str = "") -> None:
        self.said_as.append(event_id)
        self.waiting[posted.reply.room].popleft()

    async def failed(self, posted: Posted, reason: str) -> None:
        self.failures.append(reason)
        await self.said(posted)


@dataclass
class FakeInbox:
    """What the bot told, in order; a token is kept with what came before it."""

    postbox: FakePostbox
    observations: list[Observation] = field(default_factory=list)

    def put(self, observation: Observation | Say) -> None:
        if isinstance(observation, Say):
            self.postbox.post(observation)
            return
        if isinstance(observation, Heard):
            self.postbox.kept = observation.token
        self.observations.append(observation)


@dataclass(eq=False)
class RunningBot:
    """A client that runs; what it has told since the start."""

    client: MatrixClient
    inbox: FakeInbox
    postbox: FakePostbox
    task: "asyncio.Task[None]"
    rooms: tuple[Room, ...]
    account: MatrixPerson | None = None
    settings: MatrixNetwork | None = None

    @property
    def room(self) -> Room:
        return self.rooms[0]

    @property
    def messages(self) -> list[Message]:
        return [seen for seen in self.inbox.observations if isinstance(seen, Message)]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages if not message.from_bot]

    @property
    def story(self) -> list[str]:
        """Lines, gaps ("..."), edits ("=...") and erasures ("-"), in order."""
        told = []
        for seen in self.inbox.observations:
            match seen:
                case Message():
                    told.append(seen.text)
                case Interrupted():
                    told.append("...")
                case MessageEdited(text=text):
                    told.append(f"={text}")
                case MessageErased():
                    told.append("-")
        return told

    def post(self, *replies: Reply) -> None:
        """What the recorder does: keep, then wake."""
        for reply in replies:
            self.postbox.post(reply)
        self.client.wake()

    async def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Until something holds, looked at again and again."""

        def looked() -> object:
            assert not self.task.done(), f"the bot ended: {self.task}"
            return holds()

        await until(looked, patience, lambda: f"{self.client.health()}; {self.inbox.observations[-8:]}")

    async def in_room(self, room: Room | None = None) -> None:
        await self.until(lambda: self.client.view(room or self.room).people)

    async def message(self, pattern: str) -> Message:
        """The first message whose text matches."""
        await self.until(lambda: any(re.search(pattern, message.text) for message in self.messages))
        return next(message for message in self.messages if re.search(pattern, message.text))

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        if not self.task.cancelled() and self.task.exception():
            raise self.task.exception()  # type: ignore[misc]


def settings_for(url: str, account: MatrixPerson, home: Any, **more: Any) -> MatrixNetwork:
    """Impatient, without keys, and logged in by password, unless something else is given."""
    given = {"homeserver": url, "user": account.user_id, "credentials": home / f"{account.user_id}.login", **more}
    given.setdefault("encryption", False)
    if "token" not in given:
        given.setdefault("password", {"value": account.password})
    return MatrixNetwork.model_validate({"backoff": Backoff(first=0.1, longest=0.5), **given})


def run_bot(
    settings: MatrixNetwork,
    rooms: tuple[str, ...],
    postbox: FakePostbox | None = None,
    memories: Mapping[Room, Memory] | None = None,
) -> RunningBot:
    places = tuple(Room(NETWORK, room) for room in rooms)
    postbox = postbox or FakePostbox()
    ids = lambda: f"{next(_numbers)}"  # noqa: E731 - ids are handed in
    client = MatrixClient(NETWORK, settings, places, WallClock(), ids, random.Random(1), postbox)
    inbox = FakeInbox(postbox)
    task = asyncio.get_running_loop().create_task(client.run(inbox, memories or {}))
    return RunningBot(client, inbox, postbox, task, places)
