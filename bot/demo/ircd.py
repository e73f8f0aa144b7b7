"""A small IRC server in the program itself: for the demo, for tests, and to try what goes wrong.

It listens on loopback alone. `RICH` are the capabilities of a modern server; an empty mapping makes a poor one, and
None one that has never heard of CAP.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.demo.ircd_session import cap_line, capability_words
from bot.demo.ircd_state import RICH, Client, History, Said, World, log_in, quit_network, send
from bot.demo.ircd_verbs import obey
from bot.demo.ircd_wire import cut_lines

__all__ = ["RICH", "History", "IrcServer", "Said"]

_READ = 65536
_UNSENT_LIMIT = 1024 * 1024  # bytes waiting for a client that does not read; beyond it the client is cut off


class IrcServer:
    """`async with IrcServer(clock) as server: server.port`.

    `clock` gives the aware time that server-time tags carry. `accounts` are passwords by account, for SASL PLAIN.
    `history` of an earlier server makes this one remember. `password` must be given with PASS unless empty. `port` 0
    takes a free one; `whox` False makes WHO answer the old way. Several lines of one instant share a time.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        accounts: Mapping[str, str] | None = None,
        capabilities: Mapping[str, str] | None = RICH,
        history: History | None = None,
        password: str = "",
        whox: bool = True,
        port: int = 0,
    ) -> None:
        self.port = port
        self._world = World(
            clock=clock,
            name="irc.demo",
            network="Demo",
            password=password,
            accounts=dict(accounts or {}),
            capabilities=None if capabilities is None else dict(capabilities),
            whox=whox,
            history=history or History(),
        )
        self._writers: dict[Client, asyncio.StreamWriter] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def history(self) -> History:
        return self._world.history

    @property
    def nicks(self) -> list[str]:
        """Who has registered."""
        return [client.nick for client in self._world.clients if client.registered]

    def topic(self, channel: str) -> str:
        """A channel's topic; "" where there is none, or no channel."""
        found = self._world.channel(channel)
        return found.topic if found else ""

    def members(self, channel: str) -> list[str]:
        """Nicks with their signs, "@ada"; empty where there is no such channel."""
        found = self._world.channel(channel)
        return [found.prefix(member, member) + member.nick for member in found.members] if found else []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        for writer in self._writers.values():
            writer.transport.abort()
        if self._serving:
            await asyncio.wait(self._serving)

    def offer(self, name: str, value: str = "") -> None:
        """Offer one more capability: CAP NEW to those who asked for cap-notify."""
        self._offered()[name] = value
        for client in self._notified():
            cap_line(self._world, client, f"NEW :{capability_words({name: value}, client)[0]}")

    def withdraw(self, name: str) -> None:
        """Take a capability back: CAP DEL to those who asked for cap-notify, and nobody has it any more."""
        self._offered().pop(name, None)
        for client in self._notified():
            cap_line(self._world, client, f"DEL :{name}")
        for client in self._world.clients:
            client.caps.discard(name)

    def log_in(self, nick: str, account: str) -> None:
        """Log a client in to an account, as services would ("" logs it out)."""
        log_in(self._world, self._client(nick), account)

    def cut(self, nick: str) -> None:
        """Break a client's connection, without a word to it."""
        self._writers[self._client(nick)].transport.abort()

    def freeze(self, nick: str) -> None:
        """Go deaf and dumb towards a client, as over a dead link: what it sends waits, what it is sent is lost."""
        client = self._client(nick)
        client.write = _lose
        self._reading(client).pause_reading()

    def thaw(self, nick: str) -> None:
        """Hear the client again, and be heard."""
        client = self._client(nick)
        client.write = self._writes(self._writers[client])
        self._reading(client).resume_reading()

    def inject(self, nick: str, raw: bytes) -> None:
        """Send a client these very bytes."""
        self._client(nick).write(raw)

    def send(self, nick: str, line: str) -> None:
        """Send a client a line as it stands, with a time where the client asked for times."""
        send(self._world, self._client(nick), line)

    def _client(self, nick: str) -> Client:
        """The client of that nick.

        Raises:
            LookupError: nobody has it.
        """
        client = self._world.client(nick)
        if client is None:
            raise LookupError(f"nobody is called {nick}")
        return client

    def _offered(self) -> dict[str, str]:
        if self._world.capabilities is None:
            self._world.capabilities = {}
        return self._world.capabilities

    def _notified(self) -> list[Client]:
        return [client for client in self._world.clients if "cap-notify" in client.caps]

    def _reading(self, client: Client) -> asyncio.ReadTransport:
        transport = self._writers[client].transport
        assert isinstance(transport, asyncio.ReadTransport)  # noqa: S101 - a socket's transport reads as well
        return transport

    def _writes(self, writer: asyncio.StreamWriter) -> Callable[[bytes], None]:
        def write(data: bytes) -> None:
            if writer.transport.get_write_buffer_size() > _UNSENT_LIMIT:
                writer.transport.abort()
            if not writer.transport.is_closing():
                writer.write(data)

        return write

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs has a task
        self._serving.add(task)
        client = Client(self._writes(writer))
        self._writers[client] = writer
        self._world.clients.add(client)
        try:
            await self._listen(client, reader, writer)
        except OSError:  # reset, timed out, TLS broken
            client.ending = "Connection reset"
        finally:
            quit_network(self._world, client, client.ending or "Connection closed")
            writer.close()
            del self._writers[client]
            self._serving.discard(task)

    async def _listen(self, client: Client, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        while data := await reader.read(_READ):
            lines, rest = cut_lines(rest, data)
            for line in lines:
                obey(self._world, client, line)
                if client.ending is not None:
                    return
            await writer.drain()


def _lose(data: bytes) -> None:
    """Where a dead link takes the bytes."""
