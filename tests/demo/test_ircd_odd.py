"""The program's own IRC server: odd input, dead links, and what idling and floods cost."""

import asyncio
import time

import pytest

from bot.demo.ircd import RICH
from bot.demo.ircd_wire import cut_lines, too_long

ALL = " ".join(RICH)


async def test_a_relayed_line_ends_at_512_bytes(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    ada.say("#kiln", "x" * (510 - len("PRIVMSG #kiln :")))
    assert len((await bo.wait_for("PRIVMSG")).raw) == 510


ODD = [
    b"\xff\xfe\x00garbage\x80\r\n",
    b"PRIVMSG #kiln :nul \0 inside\r\n",
    b":\r\n",
    b" \r\n",
    b"@\r\n",
    b"@a=b\r\n",
    b"@=;;= :x\r\n",
    b":only!a@source\r\n",
    b"JOIN\r\n",
    b"JOIN :\r\n",
    b"JOIN #,,#\xff\r\n",
    b"MODE #kiln +ooovvkkimntzz\r\n",
    b"MODE #kiln :\r\n",
    b"MODE\r\n",
    b"NICK :\r\n",
    b"NICK :two words\r\n",
    b"USER a b c d\r\n",
    b"PRIVMSG\r\n",
    b"PRIVMSG #kiln\r\n",
    b"PRIVMSG :\r\n",
    b"PRIVMSG ,, :x\r\n",
    b"TAGMSG :\r\n",
    b"WHO :\r\n",
    b"WHOIS :\r\n",
    b"CAP REQ\r\n",
    b"CAP \xff\r\n",
    b"CHATHISTORY AFTER #kiln timestamp= 99999999999999999999\r\n",
    "CHATHISTORY LATEST #kiln * ²\r\n".encode(),
    b"AUTHENTICATE \xff\r\n",
    b"CAP LS \xc2\xb2\r\n",
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_line_harms_nobody(embedded, chat_client, odd):
    ada = await chat_client(embedded.port, "ada", room="#kiln", caps=ALL)
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send_bytes(odd)
    await bo.sync()
    bo.say("#kiln", "still here")
    await ada.wait_for("still here")


async def test_nuls_are_taken_out(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send_bytes(b"PRIVMSG #kiln :a\0b\r\n")
    assert (await ada.wait_for("PRIVMSG")).text == "ab"


def test_a_line_without_end_is_not_kept_whole():
    rest = b""
    for _ in range(100):
        _, rest = cut_lines(rest, b"x" * 10_000)
    assert len(rest) < 10_000
    (line,), _ = cut_lines(rest, b"\r\n")
    assert too_long(line)


async def test_bytes_that_are_not_utf8_arrive_as_they_were(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send_bytes("PRIVMSG #kiln :café\r\n".encode("latin-1"))
    heard = await ada.wait_for("PRIVMSG")
    assert heard.text.encode("utf-8", "surrogateescape") == "café".encode("latin-1")


async def test_a_bare_cr_ends_a_line_as_on_ngircd(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send_bytes(b"PRIVMSG #kiln :a\rPRIVMSG #kiln :injected\r\n")
    await ada.wait_for("injected")
    assert ada.said() == ["bo: a", "bo: injected"]


async def test_a_line_of_100_kb_is_refused_and_the_next_is_obeyed(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.send_bytes(b"PRIVMSG #kiln :" + b"x" * 100_000 + b"\r\n")
    await ada.wait_for(" 417 ")
    await ada.sync()
    assert len(ada.heard(" 417 ")) == 1


async def test_a_line_may_come_in_halves(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.send_bytes(b"PING :ha")
    await asyncio.sleep(0.02)
    ada.send_bytes(b"lves\r\n")
    assert (await ada.wait_for("PONG")).text == "halves"


async def test_half_a_line_at_the_end_is_not_obeyed(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send_bytes(b"PRIVMSG #kiln :half a li")
    bo._transport.write_eof()
    assert (await ada.wait_for("QUIT")).text == "Connection closed"
    assert not ada.said()


async def test_a_cut_client_is_gone_for_the_others(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    embedded.cut("bo")
    await bo.closing()
    await ada.wait_for(":bo!.* QUIT")
    assert embedded.nicks == ["ada"]


async def test_a_frozen_client_keeps_its_nick_and_hears_nothing(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    embedded.freeze("bo")
    bo.say("#kiln", "said into the void")
    ada.say("#kiln", "lost on bo")
    await ada.sync()
    assert not ada.said()
    assert "bo" in embedded.nicks
    embedded.thaw("bo")
    await ada.wait_for("said into the void")
    assert not bo.said()
    await bo.sync()


async def test_raw_bytes_reach_a_client(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada")
    embedded.inject("ada", b":irc.demo NOTICE ada :fine\r\n")
    await ada.wait_for("NOTICE ada :fine")
    with pytest.raises(LookupError):
        embedded.inject("nobody", b"")


async def test_a_client_that_never_reads_is_cut_off_and_slows_nobody(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo._transport.pause_reading()
    for _ in range(40):
        ada.send_bytes((b"PRIVMSG #kiln :" + b"x" * 400 + b"\r\n") * 1000)
        await ada.sync()
        if ada.heard("QUIT"):
            break
    assert ada.heard(":bo!.* QUIT")


async def test_idle_clients_cost_nothing(embedded, chat_client):
    for number in range(10):
        await chat_client(embedded.port, f"idle{number}", room="#kiln")
    began = time.process_time()
    await asyncio.sleep(0.5)
    assert time.process_time() - began < 0.2


async def test_a_thousand_lines_arrive_in_order(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    for number in range(1000):
        ada.say("#kiln", str(number))
    await bo.wait_for(":999$")
    assert bo.said("#kiln") == [f"ada: {number}" for number in range(1000)]
