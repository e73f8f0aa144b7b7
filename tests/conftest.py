"""What every test may ask for: a clock, a room with people in it, and real servers.

    @pytest.mark.server("ngircd")
    async def test_the_bot_hears(ngircd, chat_client):
        ada = await chat_client(ngircd.port, "ada", room="#kiln")
        ada.say("#kiln", "#startmeeting Glazes")
        await ada.wait_for("PRIVMSG #kiln :.*started")

People: `chat_client` connects plain IRC clients (tests/servers/chat.py) and sees them off when the test ends.

Servers of one test, free to be killed, stalled and started again (`kill`, `stop`, `cont`, `end`, `start`; see
tests/servers/process.py): `embedded` (the program's own), `ngircd`, `ngircd_limited` (its default flood limits),
`ngircd_pair` (two linked; end one for a netsplit), `own_inspircd`.

Servers shared by all tests of a process, and tests/workers.py says which those are (choose a room name of your own; a
server that was killed is started again for the next test):
`inspircd`, `inspircd_limited` (default flood limits),
`services` (InspIRCd with Anope; accounts ada, bo, minutebot, password "secret").

`mailman` is Mailman 3 core, shared as well (choose a list name of your own): `lmtp_port` takes posts, `sink` keeps what
it sends out; lists, members and moderation by methods (tests/servers/mailman.py).

`synapse` is a Matrix homeserver, shared as well (choose names of people and rooms of your own): `register` makes a
person, who creates rooms, says, edits (tests/servers/synapse.py). `own_synapse` may be killed; `synapse_limited` has
its own limits on how much may be said.

`chromium`, `java` and `vnu` (the Nu Html Checker) are no servers, but are named, required and installed as these are:
the tests of the site look at its pages with them (tests/web/browsing.py).

`bridge` is heisenbridge between an `ircd` and a `synapse` of its own, shared as well: `plumb` joins a room and a
channel, both of names of your own (tests/servers/heisenbridge.py).

Each IRC server has `port`, `tls_port`, and `certificates.trusting()` gives the client's TLS context. A test names what
it needs in `@pytest.mark.server(...)`: without it the test is skipped, or fails where CI=true or
MINUTEBOT_REQUIRE_SERVERS=1. `make servers` installs them; MINUTEBOT_SERVERS names another folder than .servers/.

A test that takes minutes is marked `@pytest.mark.long`, and left out unless CI=true or MINUTEBOT_LONG=1.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.ircd import IrcServer
from tests.long_tests import leave_out_the_long
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.chat import ChatClient
from tests.servers.heisenbridge import Bridge, make_bridge
from tests.servers.inspircd import Services, make_inspircd, make_services
from tests.servers.mailman import Mailman, make_mailman
from tests.servers.ngircd import make_ngircd, make_ngircd_pair
from tests.servers.presence import hand_over_missed, report_missed, require
from tests.servers.process import RealServer
from tests.servers.shared import SharedServers
from tests.servers.synapse import Synapse, make_synapse
from tests.workers import put_in_order

MEETING_DAY = datetime(2026, 4, 8, 16, 0, tzinfo=UTC)

ChatClients = Callable[..., Awaitable[ChatClient]]


def pytest_configure(config: pytest.Config) -> None:
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.import_plugin("tests.dealing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_the_long(config, items)
    put_in_order(config, items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    require(item.config, *(name for mark in item.iter_markers("server") for name in mark.args))


def pytest_sessionfinish(session: pytest.Session) -> None:
    hand_over_missed(session.config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    report_missed(config, terminalreporter)


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
        await client.leave()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def _running(server: RealServer) -> Iterator[RealServer]:
    server.start()
    yield server
    server.end()


@pytest.fixture
def ngircd(tmp_path: Path, certificates: Certificates) -> Iterator[RealServer]:
    yield from _running(make_ngircd(tmp_path, certificates))


@pytest.fixture
def ngircd_limited(tmp_path: Path, certificates: Certificates) -> Iterator[RealServer]:
    yield from _running(make_ngircd(tmp_path, certificates, limited=True))


@pytest.fixture
def ngircd_pair(tmp_path: Path) -> Iterator[tuple[RealServer, RealServer]]:
    first, second = make_ngircd_pair(tmp_path)
    first.start()
    try:
        second.start()
        yield first, second
    finally:
        second.end()
        first.end()


@pytest.fixture
def own_inspircd(tmp_path: Path, certificates: Certificates) -> Iterator[RealServer]:
    yield from _running(make_inspircd(tmp_path, certificates))


@pytest.fixture(scope="session")
def shared_servers(tmp_path_factory) -> Iterator[SharedServers]:
    with closing(SharedServers(tmp_path_factory.mktemp)) as servers:
        yield servers


@pytest.fixture
def inspircd(shared_servers: SharedServers, certificates: Certificates) -> RealServer:
    return shared_servers.running("inspircd", lambda home: make_inspircd(home, certificates))


@pytest.fixture
def inspircd_timeless(shared_servers: SharedServers, certificates: Certificates) -> RealServer:
    return shared_servers.running("timeless", lambda home: make_inspircd(home, certificates, timeless=True))


@pytest.fixture
def inspircd_limited(shared_servers: SharedServers, certificates: Certificates) -> RealServer:
    return shared_servers.running("limited", lambda home: make_inspircd(home, certificates, limited=True))


@pytest.fixture
def services(shared_servers: SharedServers, certificates: Certificates) -> Services:
    return shared_servers.running("services", lambda home: make_services(home, certificates))


@pytest.fixture
def mailman(shared_servers: SharedServers) -> Mailman:
    return shared_servers.running("mailman", make_mailman)


@pytest.fixture
def synapse(shared_servers: SharedServers) -> Synapse:
    return shared_servers.running("synapse", make_synapse)


@pytest.fixture
def bridge(shared_servers: SharedServers, certificates: Certificates) -> Bridge:
    return shared_servers.running("bridge", lambda home: make_bridge(home, certificates))


@pytest.fixture
def synapse_limited(shared_servers: SharedServers) -> Synapse:
    return shared_servers.running("synapse-limited", lambda home: make_synapse(home, limited=True))


@pytest.fixture
def own_synapse(tmp_path: Path) -> Iterator[Synapse]:
    server = make_synapse(tmp_path)
    server.start()
    yield server
    server.end()
