"""The rooms of the demo's meeting and who sits in each: a channel alone, or a channel and a Matrix room."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.demo.homeserver import NAME, PASSWORD, Homeserver, homeserver
from bot.demo.ircd import IrcServer
from bot.demo.matrix_people import MatrixPerson
from bot.demo.people import DemoError, Ear, Heard, Talker, arrive
from bot.demo.script import BOT, ON_MATRIX, PEOPLE, ROOM, SERIES

START = 15.0  # seconds before we give up
IRC, MATRIX = "irc", "matrix"
OTHER = {IRC: MATRIX, MATRIX: IRC}
ALIAS = f"{ROOM}:{NAME}"
RELAYED = re.compile(r"<\S+> ")


@dataclass(slots=True)
class Side:
    """One room. The first who sits in it lends us their ears."""

    room: str
    ear: Ear
    people: dict[str, Talker] = field(default_factory=dict)

    async def seat(self, nick: str, person: Talker, tasks: asyncio.TaskGroup) -> asyncio.Task[None]:
        """Somebody comes, and the room sees it; the task is their listening."""
        listening = tasks.create_task(person.listen(_deaf if self.people else self.ear.hear))
        self.people[nick] = person
        await self.ear.until(happens(nick, "JOIN", self.room), 0, f"{nick} joins")
        return listening


def _deaf(_heard: Heard) -> None:
    """Everybody in a room hears the same."""


def happens(nick: str, verb: str, text: str) -> Callable[[Heard], object]:
    return lambda heard: (heard.nick, heard.verb, heard.text) == (nick, verb, text)


@dataclass(slots=True)
class Show:
    """What is heard in several rooms, each thing once: neither what the bot carries over nor what it says to all."""

    hear: Callable[[Heard], None]
    _shown: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def on(self, side: str) -> Callable[[Heard], None]:
        return lambda heard: self._from(replace(heard, side=side))

    def _from(self, heard: Heard) -> None:
        if heard.nick == BOT and (heard.verb == "JOIN" or RELAYED.match(heard.text)):
            return
        here, there = ((side, heard.verb, heard.text) for side in (heard.side, OTHER[heard.side]))
        if heard.nick == BOT and self._shown[there]:
            self._shown[there] -= 1
            return
        self._shown[here] += heard.nick == BOT
        self.hear(heard)


@dataclass(slots=True)
class Stage:
    """Where the meeting is held: servers that run, and the rooms' names. `host` opened the Matrix room."""

    irc: IrcServer
    matrix: Homeserver | None = None
    host: MatrixPerson | None = None

    @property
    def rooms(self) -> dict[str, str]:
        """By the names of their networks, which are only shown where there are two."""
        return {"": ROOM} if self.matrix is None else {IRC: ROOM, MATRIX: ALIAS}

    def chats(self, home: Path) -> dict[str, Any]:
        """Networks and rooms, as a config file would say it."""
        rate = {"burst": 20, "per_second": 20}
        irc = {"host": "127.0.0.1", "port": self.irc.port, "tls": False, "rate": rate}
        if self.matrix is None:
            return {"networks": {"demo": irc}, "rooms": [{"network": "demo", "name": ROOM, "series": SERIES}]}
        matrix = {
            "kind": "matrix",
            "homeserver": self.matrix.url,
            "user": f"@{BOT}:{NAME}",
            "password": {"value": PASSWORD},
            "credentials": str(home / "matrix.login"),
        }
        keys = [f"{network}/{name}" for network, name in self.rooms.items()]
        place = {"name": SERIES, "rooms": keys, "relay": True}
        return {
            "networks": {IRC: irc, MATRIX: matrix},
            "rooms": [{"network": network, "name": name} for network, name in self.rooms.items()],
            "meeting_place": [{**place, "series": SERIES}],
        }

    async def until_bot_is_there(self) -> None:
        try:
            async with asyncio.timeout(START if self.matrix is None else 2 * START):
                while not (self.irc.members(ROOM) and await self._host_sees_bot()):  # noqa: ASYNC110 - plain servers
                    await asyncio.sleep(0.02 if self.host is None else 0.2)
        except TimeoutError:
            raise DemoError(f"the bot did not join {' and '.join(self.rooms.values())} in time") from None

    async def _host_sees_bot(self) -> bool:
        return self.host is None or await self.host.sees(BOT)


@asynccontextmanager
async def set_up(home: Path, irc: IrcServer, *, matrix: bool) -> AsyncIterator[Stage]:
    """The rooms, with the bot's account: a Matrix room beside the channel, if that is wanted, on a server in `home`.

    Raises:
        DemoError: there is no Synapse, or it does not start.
    """
    if not matrix:
        yield Stage(irc)
        return
    async with homeserver(home / "synapse") as server:
        await server.register(BOT)
        host = await _on_matrix(server, ON_MATRIX[0])
        await host.open_room(BOT)
        yield Stage(irc, server, host)


async def _on_matrix(server: Homeserver, nick: str) -> MatrixPerson:
    return MatrixPerson(nick, ALIAS, server, await server.register(nick))


@asynccontextmanager
async def seated(stage: Stage, hear: Callable[[Heard], None], patience: float) -> AsyncIterator[list[Side]]:
    """Everybody in their room, in the order of the list; the channel is the first side."""
    show = Show(hear)
    sides = [Side(room, Ear(show.on(side) if side else hear, patience)) for side, room in stage.rooms.items()]
    async with asyncio.TaskGroup() as tasks:
        listening = [await _seat(stage, sides, nick, tasks) for nick in PEOPLE]
        try:
            yield sides
        finally:
            for task in listening:
                task.cancel()
            for person in (person for side in sides for person in side.people.values()):
                person.leave()


async def _seat(stage: Stage, sides: list[Side], nick: str, tasks: asyncio.TaskGroup) -> asyncio.Task[None]:
    if stage.matrix is None or stage.host is None or nick not in ON_MATRIX:
        return await sides[0].seat(nick, await arrive(stage.irc.port, nick, PEOPLE[nick], ROOM), tasks)
    person = stage.host
    if nick != person.nick:
        person = await _on_matrix(stage.matrix, nick)
        await person.join()
    return await sides[1].seat(nick, person, tasks)
