"""A plain IRC client for tests: somebody in the room, on any server."""

import asyncio
import base64
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE = 60.0  # seconds a wait lasts before the test fails
_UNESCAPED = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Heard:
    """A line from the server, taken apart. `nick` is the part of `source` before "!"."""

    raw: str
    verb: str
    params: tuple[str, ...] = ()
    source: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def nick(self) -> str:
        return self.source.partition("!")[0]

    @property
    def text(self) -> str:
        """The last parameter."""
        return self.params[-1] if self.params else ""


def take_apart(raw: str) -> Heard:
    tags, rest = raw[1:].split(" ", 1) if raw.startswith("@") else ("", raw)
    source, rest = rest[1:].split(" ", 1) if rest.startswith(":") else ("", rest)
    head, colon, trailing = rest.partition(" :")
    verb, *params = head.split()
    pairs = (word.partition("=") for word in tags.split(";") if word)
    values = {name: re.sub(r"\\(.?)", lambda m: _UNESCAPED.get(m[1], m[1]), value) for name, _, value in pairs}
    return Heard(raw, verb, (*params, trailing) if colon else tuple(params), source, values)


@dataclass(eq=False)
class ChatClient(asyncio.Protocol):
    """Somebody in the room.

    It answers PING by itself and keeps all it hears in `lines`. `wait_for` looks at what came since its last match.
    """

    nick: str
    lines: list[Heard] = field(default_factory=list)
    closed: bool = False
    caps: set[str] = field(default_factory=set)  # what the server acknowledged
    _seen: int = 0
    _rest: bytes = b""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def connect(cls, port: int, nick: str, *, tls: ssl.SSLContext | None = None) -> "ChatClient":
        """A connection and no more; `log_on` registers."""
        host = "localhost" if tls else None
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: cls(nick), "127.0.0.1", port, ssl=tls, server_hostname=host)
        return client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in lines:
            heard = take_apart(line.decode("utf-8", "surrogateescape"))
            self.lines.append(heard)
            if heard.verb == "PING":
                self.send(f"PONG :{heard.text}")
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._news.set()

    def send(self, line: str) -> None:
        self.send_bytes(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def send_bytes(self, data: bytes) -> None:
        self._transport.write(data)

    async def wait_for(self, what: str | Callable[[Heard], object], patience: float = PATIENCE) -> Heard:
        """The next line in which the regular expression is found, or for which the predicate holds.

        Raises:
            AssertionError: none came in time, or the server closed the connection first.
        """
        holds = what if callable(what) else lambda heard: re.search(what, heard.raw)
        try:
            async with asyncio.timeout(patience):
                while True:
                    found = self._look(holds)
                    if found:
                        return found
                    assert not self.closed, f"{self.nick}: the server closed the connection; {self._last()}"
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{self.nick}: nothing like {what!r} in {patience} s; {self._last()}") from None

    def _look(self, holds: Callable[[Heard], object]) -> Heard | None:
        self._news.clear()
        for index in range(self._seen, len(self.lines)):
            if holds(self.lines[index]):
                self._seen = index + 1
                return self.lines[index]
        return None

    def _last(self) -> str:
        return "the last lines: " + " | ".join(heard.raw for heard in self.lines[-8:])

    async def closing(self, patience: float = PATIENCE) -> None:
        """Until the server closes the connection."""
        async with asyncio.timeout(patience):
            while not self.closed:
                self._news.clear()
                await self._news.wait()

    def heard(self, pattern: str) -> list[Heard]:
        """Every line so far in which the regular expression is found."""
        return [line for line in self.lines if re.search(pattern, line.raw)]

    def said(self, room: str = "") -> list[str]:
        """ "nick: text" of every PRIVMSG so far, of one room where named."""
        return [
            f"{heard.nick}: {heard.text}"
            for heard in self.lines
            if heard.verb == "PRIVMSG" and room in ("", heard.params[0])
        ]

    async def log_on(self, caps: str = "", account: str = "", password: str = "", server_password: str = "") -> None:
        """Register: with those of the capabilities (space-separated) that there are, and SASL PLAIN for an account."""
        wanted = set(caps.split()) | ({"sasl"} if account else set())
        if server_password:
            self.send(f"PASS :{server_password}")
        if wanted:
            await self._ask(wanted)
        assert not account or "sasl" in self.caps, f"{self.nick}: no sasl on this server"
        self.send(f"NICK {self.nick}")
        self.send(f"USER {self.nick} 0 * :{self.nick.title()}")
        if account:
            await self._authenticate(account, password)
        if wanted:
            self.send("CAP END")
        await self.wait_for(lambda heard: heard.verb == "001")

    async def _ask(self, wanted: set[str]) -> None:
        self.send("CAP LS 302")
        offered: set[str] = set()
        while True:
            line = await self.wait_for(r" CAP \S+ LS ")
            offered |= {word.partition("=")[0] for word in line.text.split()}
            if line.params[2] != "*":
                break
        for cap in sorted(wanted & offered):
            self.send(f"CAP REQ :{cap}")
            answer = await self.wait_for(r" CAP \S+ (ACK|NAK) ")
            self.caps |= {cap} if answer.params[1] == "ACK" else set()

    async def _authenticate(self, account: str, password: str) -> None:
        self.send("AUTHENTICATE PLAIN")
        await self.wait_for(lambda heard: heard.verb == "AUTHENTICATE")
        self.send("AUTHENTICATE " + base64.b64encode(f"\0{account}\0{password}".encode()).decode())
        answer = await self.wait_for(lambda heard: heard.verb in {"903", "904", "905", "906"})
        assert answer.verb == "903", answer.raw

    async def join(self, room: str, key: str = "") -> None:
        self.send(f"JOIN {room} {key}".rstrip())
        await self.wait_for(lambda heard: heard.verb == "366" and heard.params[1].lower() == room.lower())

    def say(self, room: str, text: str) -> None:
        self.send(f"PRIVMSG {room} :{text}")

    async def sync(self) -> None:
        """Until the server has dealt with everything sent so far."""
        token = f"sync-{len(self.lines)}"
        self.send(f"PING :{token}")
        await self.wait_for(lambda heard: heard.verb == "PONG" and heard.text.endswith(token))

    async def change_nick(self, nick: str) -> None:
        self.send(f"NICK {nick}")
        old = self.nick
        await self.wait_for(lambda heard: heard.verb == "NICK" and heard.nick == old)
        self.nick = nick

    async def part(self, room: str, reason: str = "") -> None:
        self.send(f"PART {room} :{reason}")
        await self.wait_for(lambda heard: heard.verb == "PART" and heard.nick == self.nick)

    async def quit(self, reason: str = "") -> None:
        self.send(f"QUIT :{reason}")
        await self.closing()

    async def leave(self) -> None:
        """Quit where the server still answers, so that the nick is free again; else drop the connection."""
        if not self.closed:
            self.send("QUIT :the test is over")
            with suppress(TimeoutError):
                await self.closing(1)
        self.close()
        await self.closing()

    def close(self) -> None:
        """Drop the connection, as a crash would."""
        self._transport.abort()
