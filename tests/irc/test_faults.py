"""A server that misbehaves, as no real one can be made to."""

import asyncio
import ssl
from contextlib import asynccontextmanager

import pytest
import trustme

GREETING = b":srv 001 minutebot :hi\r\n:srv 005 minutebot CASEMAPPING=ascii :are\r\n:srv 376 minutebot :end\r\n"
JOINED = (
    b":minutebot!bot@here JOIN #kiln\r\n:srv 353 minutebot = #kiln :minutebot ada\r\n:srv 366 minutebot #kiln :x\r\n"
)


class FaultyServer:
    """Does as it is told: `lines` are what the bots sent, `writers` the connections, newest last."""

    def __init__(self):
        self.lines = []
        self.writers = []
        self.greets = True
        self.port = 0

    async def serve(self, reader, writer):
        self.writers.append(writer)
        try:
            while raw := await reader.readline():
                self.lines.append(raw.decode().strip())
                if self.greets and raw.startswith(b"USER"):
                    writer.write(GREETING)
                elif self.greets and raw.startswith(b"JOIN"):
                    writer.write(JOINED)
                elif raw.startswith(b"QUIT"):
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    def send(self, data):
        self.writers[-1].write(data)

    def heard(self, start):
        return [line for line in self.lines if line.startswith(start)]


@pytest.fixture
async def faulty():
    async with faulty_server() as server:
        yield server


@asynccontextmanager
async def faulty_server(tls=None):
    server = FaultyServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for writer in server.writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)


async def test_odd_lines_are_survived_and_the_next_one_is_heard(faulty, bot_on):
    bot = await bot_on(faulty.port)
    odd = (b" ", b":a!b@c QUIT", b"PRIVMSG #kiln", b"PING", b"NICK", b":srv 005 x PREFIX=( :y", b"@a=b  x", b"\xff\xfe")
    faulty.send(b"\r\n".join((*odd, b"x" * 70_000, b":ada!a@h PRIVMSG #kiln :still here", b"")))
    await bot.message("still here")
    assert len(faulty.writers) == 1


async def test_a_server_that_never_welcomes_is_left(faulty, bot_on):
    faulty.greets = False
    bot = await bot_on(faulty.port, joined=False, registration_timeout=0.3)
    await bot.until(lambda: bot.client.health() == "reconnecting: not registered in time")
    await bot.until(lambda: len(faulty.writers) > 1)


async def test_an_error_is_the_reason_told(faulty, bot_on):
    bot = await bot_on(faulty.port)
    faulty.send(b"ERROR :Closing Link: (Excess Flood)\r\n")
    faulty.writers[-1].close()
    await bot.until(lambda: bot.client.health() == "reconnecting: Closing Link: (Excess Flood)")


async def test_what_arrived_before_the_end_is_still_heard(faulty, bot_on):
    bot = await bot_on(faulty.port)
    faulty.send(b"".join(b":ada!a@h PRIVMSG #kiln :%d\r\n" % number for number in range(5000)))
    await faulty.writers[-1].drain()
    faulty.writers[-1].close()
    await bot.message("^4999$")
    assert len(bot.texts) == 5000


async def test_the_socket_is_emptied_at_full_speed_and_ping_answered_in_a_flood(faulty, bot_on):
    """ngircd cuts off whoever reads more slowly than others talk."""
    bot = await bot_on(faulty.port, keepalive={"idle": 60, "pong": 20})
    lines = [b":ada!a@h PRIVMSG #kiln :number %d of very many\r\n" % number for number in range(50_000)]
    loop = asyncio.get_running_loop()
    began = loop.time()
    faulty.send(b"".join(lines) + b"PING :in-a-hurry\r\n")
    await faulty.writers[-1].drain()
    await bot.until(lambda: faulty.heard("PONG"))
    answered = loop.time() - began
    heard_by_then = len(bot.messages)
    await bot.message("number 49999 of", patience=30)
    assert faulty.heard("PONG") == ["PONG :in-a-hurry"]
    assert heard_by_then < 50_000, "the answer waited for the flood"
    assert answered < loop.time() - began
    assert len(bot.texts) == 50_000


async def test_a_peer_that_does_not_read_is_not_written_to_without_end(faulty, bot_on):
    bot = await bot_on(faulty.port, keepalive={"idle": 60, "pong": 20})
    faulty.writers[-1].transport.pause_reading()
    for _ in range(5000):
        bot.say("x" * 450)
    await asyncio.sleep(1.0)
    transport = bot.client._link.connection.transport
    assert transport.get_write_buffer_size() < 200_000
    faulty.writers[-1].transport.abort()


async def test_a_server_that_cuts_every_connection_is_not_hammered(faulty, bot_on):
    bot = await bot_on(faulty.port, backoff={"first": 0.2, "longest": 0.4}, joined=False)
    for _ in range(10):
        await asyncio.sleep(0.1)
        if faulty.writers:
            faulty.writers[-1].close()
    assert 2 <= len(faulty.writers) <= 12
    assert not bot.task.done()


async def test_the_server_password_is_sent_first_and_whole(faulty, bot_on):
    await bot_on(faulty.port, password={"value": ":two words"})
    assert faulty.lines[:3] == ["CAP LS 302", "PASS ::two words", "NICK minutebot"]


async def test_a_secret_that_cannot_be_read_is_told_and_tried_again(faulty, bot_on, tmp_path, caplog):
    secret = tmp_path / "password"
    bot = await bot_on(faulty.port, password={"file": secret}, joined=False)
    await bot.until(lambda: "can't read the secret" in bot.client.health())
    assert faulty.lines == []
    secret.write_text("hunter2\n")
    await bot.in_room()
    assert "PASS :hunter2" in faulty.lines
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("key", ["ca_file", "cert_file"])
async def test_a_certificate_file_that_is_not_there_is_named(faulty, bot_on, tmp_path, key):
    bot = await bot_on(faulty.port, tls={key: tmp_path / "gone.pem"}, joined=False)
    await bot.until(lambda: "gone.pem" in bot.client.health())


async def test_the_bot_shows_its_own_certificate(bot_on, certificates, tmp_path):
    """What SASL EXTERNAL stands on."""
    authority = trustme.CA()
    own = tmp_path / "bot.pem"
    authority.issue_cert("minutebot@irc.test").private_key_and_cert_chain_pem.write_to_path(own)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.chain, certificates.key)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    async with faulty_server(context) as server:
        bot = await bot_on(server.port, host="localhost", tls={"ca_file": certificates.authority, "cert_file": own})
        shown = server.writers[-1].get_extra_info("peercert")
        assert ("email", "minutebot@irc.test") in shown["subjectAltName"]
        await bot.stop()


async def test_a_secret_that_cannot_be_sent_is_told(faulty, bot_on):
    bot = await bot_on(faulty.port, password={"value": "x" * 600}, joined=False)
    await bot.until(lambda: bot.client.health() == "reconnecting: over 510 bytes in 'PASS'")


async def test_a_host_that_is_no_name_is_told(bot_on):
    bot = await bot_on(1, host="a..b", joined=False)
    await bot.until(lambda: bot.client.health().startswith("reconnecting: "))


async def test_a_host_nobody_knows_is_told(bot_on):
    bot = await bot_on(1, host="nowhere.invalid", joined=False)
    await bot.until(lambda: bot.client.health().startswith("reconnecting: "))


async def test_a_connection_that_is_not_taken_is_given_up(bot_on):
    bot = await bot_on(1, host="192.0.2.1", joined=False, connect_timeout=0.2)
    await bot.until(lambda: bot.client.health().startswith("reconnecting: "))
