"""One connection's life on the socket: dial, read, write, watch, say goodbye."""

import asyncio
import contextlib
import ipaddress
import logging
import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from irc.client import InvalidCharacters, IRCError, MessageTooLong, ServerNotConnectedError
from irc.connection import AioFactory

from bot.config import ConfigError, IrcNetwork
from bot.failures import ODD
from bot.irc import tls
from bot.irc.connection import Connection, Reactor
from bot.irc.conversation import Conversation
from bot.irc.decode import decode
from bot.irc.line import parse
from bot.irc.outbox import Bucket, Lane, Outbox, Saying
from bot.irc.registration import RefusedError
from bot.irc.speaking import Spoken, speak

log = logging.getLogger(__name__)

_SLICE = 0.001
_TICK = 1.0
_FLUSH, _CLOSE, _GLANCE = 5.0, 3.0, 0.02


def _racing(host: str) -> dict[str, float]:
    """Try a name's addresses side by side (RFC 8305), so that a dead IPv6 doesn't use the time up; an address alone.

    CPython 3.11 leaves a socket open when such a race is cancelled, so there is none where there is nothing to win.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return {"happy_eyeballs_delay": 0.25}
    return {}


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a connection is over. `up_for` counts seconds from the welcome; `lasting`: a person must mend it."""

    reason: str
    up_for: float = 0.0
    lasting: bool = False


def _plain(error: Exception) -> str:
    """An error in words: "connection refused"."""
    if isinstance(error, OSError) and error.errno and not isinstance(error, ssl.SSLError | socket.gaierror):
        return os.strerror(error.errno).lower()
    return str(getattr(error, "strerror", "") or error) or type(error).__name__


class Link:
    """One connection to the server; `wake` it when there is something new to send."""

    def __init__(self, settings: IrcNetwork, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._outbox = outbox
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._to_send = asyncio.Event()
        self._over = asyncio.Event()
        self._password = ""
        self._refused: RefusedError | None = None
        self._up_at = 0.0
        self._pinged_at = 0.0
        self.connection: Connection = Reactor(self._greet).server()
        self.conversation: Conversation | None = None

    def wake(self) -> None:
        self._to_send.set()

    def write(self, line: str) -> None:
        """Send a line of the protocol now, ahead of everything; one that can't be sent is logged, not fatal."""
        try:
            self.connection.send_raw(line)
        except (InvalidCharacters, MessageTooLong) as error:
            log.warning("a line that can't be sent: %s", error)
        except ServerNotConnectedError:
            log.debug("not connected any more: %s", line.partition(" ")[0])

    async def run(self, conversation: Conversation) -> Ended:
        """Talk until the connection ends, for whatever reason; cancelled, say goodbye first."""
        self.conversation = conversation
        try:
            await self._dial()
        except ssl.SSLCertVerificationError as error:
            return Ended(f"the server's certificate is not valid: {error.verify_message}", lasting=True)
        except ConfigError as error:
            return Ended(str(error), lasting=True)
        except TimeoutError:
            return Ended("no connection in time")
        except (IRCError, OSError, ValueError) as error:  # ValueError: a name or secret that can't be sent
            return Ended(_plain(error))
        try:
            await self._talk(conversation)
        finally:
            self.connection.abort("hung up")
            silent = timedelta(seconds=min(self.connection.silent_for, 3600.0))
            conversation.lost(self._now() - silent)
        return self._ended(conversation)

    def _ended(self, conversation: Conversation) -> Ended:
        up_for = self._loop.time() - self._up_at if self._up_at else 0.0
        if self._refused:
            return Ended(str(self._refused), up_for, self._refused.lasting)
        return Ended(conversation.farewell or self.connection.reason, up_for)

    async def _dial(self) -> None:
        settings = self._settings
        context = tls.context(settings.tls) if settings.tls else None
        self._password = settings.password.read() if settings.password else ""
        factory = AioFactory(ssl=context, server_hostname=settings.host if context else None, **_racing(settings.host))
        async with asyncio.timeout(settings.connect_timeout.total_seconds()):
            await self.connection.connect(
                settings.host,
                settings.port,
                settings.nick,
                username=settings.username,
                ircname=settings.realname,
                connect_factory=factory,
            )

    def _greet(self, connection: Connection) -> None:
        connection.send_raw("CAP LS 302")
        if self._password:
            connection.send_raw(f"PASS :{self._password}")

    async def _talk(self, conversation: Conversation) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job(conversation)) for job in (self._read, self._send, self._watch)]
            try:
                await self._over.wait()
            except asyncio.CancelledError:
                await self._say_goodbye(conversation)
                raise
            finally:
                for task in tasks:
                    task.cancel()

    async def _read(self, conversation: Conversation) -> None:
        """Read what has arrived, in slices short enough that the socket is emptied in between."""
        connection = self.connection
        while not self._refused and (len(connection.buffer) or not connection.ended.is_set()):
            if not len(connection.buffer):
                connection.arrived.clear()
                await connection.arrived.wait()
            until = self._loop.time() + _SLICE
            while not self._refused and self._loop.time() < until and (raw := connection.take()) is not None:
                self._hear(raw, conversation)
            self._to_send.set()
            await asyncio.sleep(0)
        self._over.set()

    def _hear(self, raw: bytes, conversation: Conversation) -> None:
        """One line; whatever it is, the next one is read."""
        try:
            line = parse(decode(raw, self._settings.encoding_fallback))
            if line is not None:
                conversation.feed(line, self._loop.time())
        except RefusedError as refusal:
            self._refused = refusal
        except ODD:
            log.exception("skipped a line: %r", raw[:200])
        if not self._up_at and conversation.registration.registered:
            self._up_at = self._loop.time()

    async def _send(self, conversation: Conversation) -> None:
        """Send what waits, at the pace the server allows."""
        rate = self._settings.rate
        bucket = Bucket(rate.burst, rate.per_second, self._loop.time())
        while True:
            lane = self._outbox.next(conversation.can_say)
            if lane is None:
                await self._woken(None)
                continue
            wait = bucket.wait(self._loop.time(), spare=lane > Lane.REPLY)
            if wait:
                await self._woken(wait)
                continue
            await self.connection.writable.wait()
            if self._send_next(conversation):
                bucket.spend()

    async def _woken(self, seconds: float | None) -> None:
        """Until there may be something else to send, or the time is over."""
        self._to_send.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._to_send.wait()

    def _send_next(self, conversation: Conversation) -> bool:
        """Send one line; whether one was sent."""
        item = self._outbox.take(conversation.can_say)
        if item is None:
            return False
        if isinstance(item, str):
            self.write(item)
            conversation.sent(item, self._loop.time())
            return True
        spoken = speak(item, conversation.tracker)
        if spoken is None:
            return False
        self._say(item, spoken, conversation)
        return True

    def _say(self, saying: Saying, spoken: Spoken, conversation: Conversation) -> None:
        try:
            self.connection.send_raw(spoken.line)
        except ServerNotConnectedError:
            self._outbox.back(saying, saying.text)
            return
        except (InvalidCharacters, MessageTooLong) as error:
            log.warning("a reply that can't be sent: %s", error)
            return
        if spoken.rest:
            self._outbox.back(saying, spoken.rest)
        if spoken.text and not (saying.to or saying.lead or conversation.echoes):
            conversation.said_ourselves(saying.channel, spoken.text)

    async def _watch(self, conversation: Conversation) -> None:
        """What only the clock can tell: a silent server, a registration that takes too long, pauses that are over."""
        idle, pong = (limit.total_seconds() for limit in (self._settings.keepalive.idle, self._settings.keepalive.pong))
        give_up_at = self._loop.time() + self._settings.registration_timeout.total_seconds()
        while True:
            await asyncio.sleep(min(_TICK, idle / 4))
            now = self._loop.time()
            conversation.tick(now)
            dropped = self._outbox.expire(now)
            if dropped:
                log.warning("dropped %d replies that waited too long", dropped)
            self._to_send.set()
            if not self._up_at and now > give_up_at:
                self.connection.abort("not registered in time")
            elif self.connection.silent_for > idle + pong:
                self.connection.abort(f"nothing heard for {self.connection.silent_for:.0f} s")
            elif self.connection.silent_for > idle and now - self._pinged_at > idle:
                self._pinged_at = now
                self.write("PING :still-there")

    async def _say_goodbye(self, conversation: Conversation) -> None:
        """Send what waits, within limits; QUIT; wait a little for the server to hang up."""
        await self._until(lambda: self._outbox.next(conversation.can_say) is not Lane.REPLY, _FLUSH)
        self.write("QUIT :goodbye")
        await self._until(lambda: False, _CLOSE)

    async def _until(self, done: Callable[[], bool], seconds: float) -> None:
        """Wait until it is done or the connection over.

        A task that is being cancelled can't use asyncio.timeout in Python 3.11.
        """
        for _ in range(round(seconds / _GLANCE)):
            if done() or self._over.is_set():
                return
            await asyncio.sleep(_GLANCE)
