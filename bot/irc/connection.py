"""The library's three classes with what a bot that stays needs: bytes in at full speed, one safe way out."""

import asyncio
import contextlib
import re
import socket
from collections.abc import Callable
from typing import Any

from irc.client import Event, InvalidCharacters, MessageTooLong, ServerNotConnectedError
from irc.client_aio import AioConnection, AioReactor, IrcProtocol

from bot.irc.framing import Framer

MOST_WAITING = 64 * 1024 * 1024
MOST_AT_ONCE = 4 * 1024 * 1024  # bytes asyncio takes from a socket at a time; its own 256 KiB lose a race with a flood
_LONGEST_BODY, _LONGEST_TAGS = 510, 4094
_UNSENDABLE = re.compile("[\r\n\0]")
_PING = re.compile(rb"(?:@[^ ]* +)?(?::[^ ]* +)?PING +:?(.*?)\r?", re.IGNORECASE | re.DOTALL)
_DEAD_AFTER_MS = 60_000


def _kernel_allows(size: int) -> bool:
    """Whether a receive buffer may be that large; asking for more would end the kernel's own growing of it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        return probe.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) >= size


class Protocol(IrcProtocol):  # type: ignore[misc]  # the library is untyped
    """One transport's callbacks, for the one connection that was made for it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.connection.attached(transport)

    def data_received(self, data: bytes) -> None:
        self.connection.process_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.connection.lost(f"{type(exc).__name__}: {exc}" if exc else "the server closed the connection")

    def pause_writing(self) -> None:
        self.connection.writable.clear()

    def resume_writing(self) -> None:
        self.connection.writable.set()


class Connection(AioConnection):  # type: ignore[misc]  # the library is untyped
    """One connection, from dialling to its end; never used again, so that a stale transport can't touch the next one.

    Received lines wait in `buffer`, and `arrived` is set; PING is answered here and now, however many lines wait.
    `ended` is set when the transport is gone, with the `reason`.
    """

    protocol_class = Protocol
    buffer_class = Framer

    def __init__(self, reactor: AioReactor) -> None:
        super().__init__(reactor)
        self.transport: Any = None
        self.buffer = Framer()
        self.arrived = asyncio.Event()
        self.writable = asyncio.Event()
        self.ended = asyncio.Event()
        self.reason = ""
        self.received_at = 0.0
        self._paused = False

    def attached(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.received_at = self.reactor.loop.time()
        self.writable.set()
        self.transport.max_size = MOST_AT_ONCE
        raw = transport.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAD_AFTER_MS)
            if _kernel_allows(MOST_AT_ONCE):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MOST_AT_ONCE)

    def process_data(self, new_data: bytes) -> None:
        self.received_at = self.reactor.loop.time()
        for raw in self.buffer.feed(new_data):
            if b"PING" in raw:
                self._answer(raw)
        self.arrived.set()
        if self.buffer.size > MOST_WAITING and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def _answer(self, raw: bytes) -> None:
        ping = _PING.fullmatch(raw)
        if ping:
            with contextlib.suppress(InvalidCharacters, MessageTooLong, ServerNotConnectedError):
                self.send_raw(f"PONG :{ping[1].decode('utf-8', 'replace')}")

    def take(self) -> bytes | None:
        """The oldest line received, or None; reading goes on when half of what was too much is gone."""
        if self._paused and self.buffer.size < MOST_WAITING // 2:
            self._paused = False
            self.received_at = self.reactor.loop.time()
            self.transport.resume_reading()
        return self.buffer.take()

    @property
    def silent_for(self) -> float:
        """Seconds since the last byte; none while we do not listen."""
        return 0.0 if self._paused else self.reactor.loop.time() - self.received_at

    def send_raw(self, string: str) -> None:
        """Send one line: the only way out.

        Raises:
            InvalidCharacters: it would be two lines, or none.
            MessageTooLong: over 510 bytes, tags (over 4094) apart.
            ServerNotConnectedError: there is no connection.
        """
        if _UNSENDABLE.search(string) or not string:
            raise InvalidCharacters(f"a line break in {string.partition(' ')[0]!r}")
        tags, _, body = string.partition(" ") if string.startswith("@") else ("", "", string)
        if len(body.encode()) > _LONGEST_BODY or len(tags.encode()) > _LONGEST_TAGS:
            raise MessageTooLong(f"over {_LONGEST_BODY} bytes in {string.partition(' ')[0]!r}")
        if self.transport is None or self.transport.is_closing():
            raise ServerNotConnectedError("not connected")
        self.transport.write(string.encode() + b"\r\n")

    def abort(self, reason: str) -> None:
        """Hang up at once."""
        self.reason = self.reason or reason
        if self.transport is not None:
            self.transport.abort()
        self.lost(reason)

    def disconnect(self, message: str = "") -> None:
        """The library's way to hang up."""
        self.abort(message or "hung up")

    def lost(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.connected = False
        self.ended.set()
        self.arrived.set()


class Reactor(AioReactor):  # type: ignore[misc]  # the library is untyped
    """Makes the connection. `greet` sends what must come before NICK and USER.

    The library's handlers are not used: a line is read by the conversation, outside of the transport's callbacks, where
    an error can't close the connection.
    """

    connection_class = Connection

    def __init__(self, greet: Callable[[Connection], None]) -> None:
        super().__init__(on_connect=lambda protocol, _: greet(protocol.connection), loop=asyncio.get_running_loop())

    def _handle_event(self, connection: Connection, event: Event) -> None:
        """Nobody listens for the library's own events."""
