"""What we lean on in `irc` 20.5, whose overridden methods have underscores or no documentation."""

import asyncio
import inspect

import irc.client
import irc.client_aio
import pytest
from irc.client import InvalidCharacters, MessageTooLong, ServerNotConnectedError

from bot.irc.connection import MOST_WAITING, Connection, Reactor
from bot.irc.framing import LONGEST_LINE

ODD_LINES = [
    b" ",
    b":a!b@c QUIT",
    b"PRIVMSG #kiln",
    b"PING",
    b"NICK",
    b":srv 005 minutebot PREFIX=nonsense :are supported",
    b"@a=b  :ada!a@h PRIVMSG #kiln :two blanks",
    b":ada!a@h PRIVMSG #kiln :\x01DCC\x01",
    b":ada!a@h PRIVMSG #kiln :caf\xe9 \xff\xfe",
    b":srv 353 minutebot = #kiln :+@+al carl!u@h",
    b":srv MODE #kiln +ooooo ada",
    b"BATCH -nothing",
    b"x" * 1000,
    b"y" * (LONGEST_LINE + 10),
    b"\0\x01\x02",
]


class FakeTransport(asyncio.Transport):
    """Keeps what was written."""

    def __init__(self):
        super().__init__()
        self.written = b""
        self.reading = True
        self.closed = False

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.closed

    def abort(self):
        self.closed = True

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True


async def attached():
    connection = Reactor(lambda _: None).server()
    protocol = connection.protocol_class(connection, asyncio.get_running_loop())
    transport = FakeTransport()
    protocol.connection_made(transport)
    return connection, protocol, transport


def test_the_names_we_override_are_still_there():
    for name in ("process_data", "send_raw", "disconnect", "connect", "protocol_class", "buffer_class"):
        assert hasattr(irc.client_aio.AioConnection, name), name
    assert hasattr(irc.client_aio.AioReactor, "_handle_event")
    assert "on_connect" in inspect.signature(irc.client_aio.AioReactor).parameters
    assert "connect_factory" in inspect.signature(irc.client_aio.AioConnection.connect).parameters
    assert irc.client._rfc_1459_command_regexp.groupindex.keys() == {"tags", "prefix", "command", "argument"}


async def test_the_greeting_comes_before_nick_and_user():
    transport = FakeTransport()

    async def dial(protocol, address):
        protocol.connection_made(transport)
        return transport, protocol

    connection = Reactor(lambda made: made.send_raw("CAP LS 302")).server()
    await connection.connect("irc.test", 6667, "minutebot", username="bot", ircname="A Bot", connect_factory=dial)
    assert transport.written == b"CAP LS 302\r\nNICK minutebot\r\nUSER bot 0 * :A Bot\r\n"


@pytest.mark.parametrize("line", ["PRIVMSG #m :a\rPRIVMSG #m :b", "a\nb", "a\0b", ""])
async def test_what_would_be_two_lines_is_refused(line):
    connection, _, transport = await attached()
    with pytest.raises(InvalidCharacters):
        connection.send_raw(line)
    assert transport.written == b""


async def test_a_refusal_names_no_secret():
    connection, _, _ = await attached()
    with pytest.raises(InvalidCharacters) as refusal:
        connection.send_raw("PASS :hunter2\nX")
    assert "hunter2" not in str(refusal.value)


async def test_tags_have_their_own_limit():
    connection, _, transport = await attached()
    connection.send_raw(f"@a={'x' * 4000} PRIVMSG #m :{'y' * 490}")
    assert len(transport.written) > 4500
    with pytest.raises(MessageTooLong):
        connection.send_raw("x" * 511)


async def test_sending_without_a_connection_is_an_error_and_not_silence():
    connection = Reactor(lambda _: None).server()
    with pytest.raises(ServerNotConnectedError):
        connection.send_raw("PRIVMSG #m :x")
    connection, _, _ = await attached()
    connection.abort("gone")
    with pytest.raises(ServerNotConnectedError):
        connection.send_raw("PRIVMSG #m :x")


@pytest.mark.parametrize("line", ODD_LINES)
async def test_no_odd_line_closes_the_connection(line):
    connection, protocol, transport = await attached()
    protocol.data_received(line + b"\r\n:srv NOTICE * :next\r\n")
    assert not transport.closed
    assert list(connection.buffer)[-1] == b":srv NOTICE * :next"


@pytest.mark.parametrize(
    ("ping", "pong"),
    [
        (b"PING :token", b"PONG :token"),
        (b"PING token", b"PONG :token"),
        (b":srv PING srv", b"PONG :srv"),
        (b"@time=x :srv PING :a b", b"PONG :a b"),
        (b"ping", b""),
        (b":ada!a@h PRIVMSG #m :PING x", b""),
    ],
)
async def test_ping_is_answered_before_anything_is_read(ping, pong):
    _, protocol, transport = await attached()
    protocol.data_received(ping[:3])
    protocol.data_received(ping[3:] + b"\r\n")
    assert transport.written == (pong + b"\r\n" if pong else b"")


async def test_reading_pauses_when_far_too_much_waits_and_goes_on_later():
    connection, protocol, transport = await attached()
    line = b"x" * 60_000 + b"\n"
    for _ in range(MOST_WAITING // 60_000 + 1):
        protocol.data_received(line)
    assert not transport.reading
    assert connection.silent_for == 0.0
    while connection.take() is not None:
        pass
    assert transport.reading


async def test_a_transport_of_yesterday_touches_nothing_of_today():
    old, old_protocol, _ = await attached()
    new, _, new_transport = await attached()
    old_protocol.connection_lost(OSError("minutes later"))
    old_protocol.data_received(b"PING :old\r\n")
    assert old.ended.is_set()
    assert not new.ended.is_set()
    assert new_transport.written == b""


async def test_why_the_connection_ended_is_kept():
    connection, protocol, _ = await attached()
    protocol.connection_lost(ConnectionResetError("reset"))
    assert connection.reason == "ConnectionResetError: reset"
    assert isinstance(connection, Connection)
