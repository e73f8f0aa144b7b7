"""What every test may ask for."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.ircd import IrcServer
from tests.servers.chat import ChatClient

MEETING_DAY = datetime(2026, 4, 8, 16, 0, tzinfo=UTC)

ChatClients = Callable[..., Awaitable[ChatClient]]


@pytest.fixture
def meeting_time() -> Callable[[], datetime]:
    """A clock that runs from 2026-04-08 16:00 UTC on, whatever the day is."""
    began = time.monotonic()
    return lambda: MEETING_DAY + timedelta(seconds=time.monotonic() - began)


@pytest.fixture
async def embedded(meeting_time) -> AsyncIterator[IrcServer]:
    """The program's own IRC server, rich, at the meeting's time; accounts ada, bo, minutebot, password "secret"."""
    async with IrcServer(meeting_time, accounts=dict.fromkeys(("ada", "bo", "minutebot"), "secret")) as server:
        yield server


@pytest.fixture
async def chat_client() -> AsyncIterator[ChatClients]:
    """`ada = await chat_client(port, "ada", room="#kiln", caps=..., account=..., password=..., tls=...)`."""
    clients: list[ChatClient] = []

    async def connect(port: int, nick: str, *, room: str = "", tls=None, **log_on: str) -> ChatClient:
        client = await ChatClient.connect(port, nick, tls=tls)
        clients.append(client)
        await client.log_on(**log_on)
        if room:
            await client.join(room)
        return client

    yield connect
    for client in clients:
        client.close()
    for client in clients:
        await client.closing()
