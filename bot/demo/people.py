"""The demo's people: what they hear and can do on any network, and those on IRC, plain clients."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol


class DemoError(Exception):
    """The demo can't go on; the message says where it stuck."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that happened in the room: PRIVMSG, JOIN, NICK, TOPIC, QUIT ..., with its last parameter.

    `side` names the room's network where the meeting has several rooms.
    """

    nick: str
    verb: str
    text: str
    side: str = ""


def read(line: str) -> Heard:
    """A line of a server that sends no tags."""
    source, _, rest = line.removeprefix(":").partition(" ") if line.startswith(":") else ("", "", line)
    head, colon, trailing = rest.partition(" :")
    words = head.split()
    return Heard(source.partition("!")[0], words[0] if words else "", trailing if colon else "".join(words[-1:]))


@dataclass(slots=True)
class Ear:
    """All that was heard; `show` gets it as it comes. `patience`: seconds that a wait lasts."""

    show: Callable[[Heard], None]
    patience: float
    heard: list[Heard] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, heard: Heard) -> None:
        self.heard.append(heard)
        self.show(heard)
        self._news.set()

    async def until(self, holds: Callable[[Heard], object], since: int, what: str, patience: float = 0.0) -> None:
        """Wait until something holds of what was heard after the first `since`; `patience` seconds, if given.

        Raises:
            DemoError: it did not in time; `what` says what was waited for.
        """
        patience = patience or self.patience
        try:
            async with asyncio.timeout(patience):
                while not any(holds(heard) for heard in self.heard[since:]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise DemoError(f"{what}: nothing of that in {patience:g} s") from None


class Talker(Protocol):
    """Somebody at a keyboard, in one room of any network."""

    async def say(self, text: str) -> None: ...

    async def rename(self, nick: str) -> None: ...

    async def listen(self, hear: Callable[[Heard], None]) -> None:
        """Hear the room until the connection ends."""

    def leave(self) -> None: ...


@dataclass(slots=True)
class Person:
    """On IRC."""

    room: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def say(self, text: str) -> None:
        self.send(f"PRIVMSG {self.room} :{text}")

    async def rename(self, nick: str) -> None:
        self.send(f"NICK {nick}")

    def leave(self) -> None:
        self.writer.close()

    async def listen(self, hear: Callable[[Heard], None]) -> None:
        """Answer the server and hear the others until the connection ends."""
        with suppress(ConnectionError):
            while raw := await self.reader.readline():
                heard = read(raw.decode("utf-8", "replace").rstrip("\r\n"))
                if heard.verb == "PING":
                    self.send(f"PONG :{heard.text}")
                hear(heard)


async def arrive(port: int, nick: str, name: str, room: str) -> Person:
    """Somebody joins the room; hears what they say themselves, too (IRCv3 echo-message)."""
    person = Person(room, *await asyncio.open_connection("127.0.0.1", port))
    person.send("CAP REQ :echo-message", f"NICK {nick}", f"USER {nick} 0 * :{name}", "CAP END", f"JOIN {room}")
    return person
