"""The program's own IRC server, as clients see it."""

import asyncio
import re
import time

import pytest

from bot.demo.ircd import RICH, History, IrcServer
from tests.servers.chat import ChatClient

ALL = " ".join(RICH)


async def raw_client(port: int) -> ChatClient:
    return await ChatClient.connect(port, "raw")


async def test_two_clients_talk_and_a_joiner_sees_names_and_topic(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.send("TOPIC #kiln :Glazes")
    await ada.wait_for("TOPIC #kiln :Glazes")
    bo = await chat_client(embedded.port, "bo", room="#KILN")
    assert bo.heard(r" 332 bo #kiln :Glazes")
    assert bo.heard(r" 353 bo = #kiln :@ada bo")
    bo.say("#kiln", "hello")
    assert (await ada.wait_for("PRIVMSG")).raw == ":bo!~bo@localhost PRIVMSG #kiln :hello"
    assert not bo.heard("PRIVMSG"), "without echo-message nobody hears themselves"


async def test_a_line_carries_the_pretended_time_an_id_and_the_account(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln", caps=ALL, account="ada", password="secret")
    ada.say("#kiln", "hello")
    echo = await ada.wait_for("PRIVMSG")
    assert re.fullmatch(r"2026-04-08T16:00:0\d\.\d{3}Z", echo.tags["time"])
    assert echo.tags["account"] == "ada"
    assert echo.tags["msgid"]


async def test_join_is_extended_only_for_those_who_asked(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln", caps="extended-join")
    old = await chat_client(embedded.port, "old", room="#kiln")
    await chat_client(embedded.port, "bo", room="#kiln", account="bo", password="secret")
    assert (await ada.wait_for(":bo!.* JOIN")).params == ("#kiln", "bo", "Bo")
    assert (await old.wait_for(":bo!.* JOIN")).params == ("#kiln",)


async def test_a_poor_server_knows_neither_tags_nor_cap(meeting_time, chat_client):
    async with IrcServer(meeting_time, capabilities=None, whox=False) as server:
        ada = await chat_client(server.port, "ada", room="#kiln")
        ada.send("CAP LS 302")
        await ada.wait_for(" 421 ada CAP ")
        ada.send("CHATHISTORY LATEST #kiln * 10")
        await ada.wait_for(" 421 ada CHATHISTORY ")
        ada.send("WHO #kiln %tna,152")
        await ada.wait_for(" 352 ada #kiln ~ada localhost irc.demo ada H@ :0 Ada")
        assert not ada.heard(r"WHOX|CHATHISTORY=|^@")


async def test_capabilities_are_listed_with_values_to_302_and_without_before(embedded):
    new, old = await raw_client(embedded.port), await raw_client(embedded.port)
    new.send("CAP LS 302")
    assert " sasl=PLAIN" in (await new.wait_for("CAP")).raw
    old.send("CAP LS")
    assert " sasl " in (await old.wait_for("CAP")).raw
    new.send("CAP REQ :server-time no-such-thing")
    await new.wait_for("CAP \\* NAK :server-time no-such-thing")
    new.send("CAP REQ :server-time batch")
    await new.wait_for("CAP \\* ACK :server-time batch")
    new.send("CAP REQ :-batch")
    await new.wait_for("CAP \\* ACK :-batch")
    new.send("CAP LIST")
    assert (await new.wait_for("CAP \\* LIST")).text == "cap-notify server-time"
    new.close()
    old.close()


async def test_a_long_list_of_capabilities_comes_in_several_lines(meeting_time):
    many = {f"example.org/capability-{number}": "" for number in range(40)}
    async with IrcServer(meeting_time, capabilities=many) as server:
        client = await raw_client(server.port)
        client.send("CAP LS 302")
        await client.wait_for(r"CAP \* LS :")
        lists = client.heard(r"CAP \* LS")
        assert len(lists) > 1
        assert all(line.params[2] == "*" for line in lists[:-1])
        assert " ".join(line.text for line in lists) == " ".join(many)


async def test_capabilities_come_and_go(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", caps="batch")
    embedded.offer("draft/new", "x")
    await ada.wait_for(r"CAP ada NEW :draft/new=x")
    embedded.withdraw("sasl")
    await ada.wait_for(r"CAP ada DEL :sasl")


@pytest.mark.parametrize(
    ("lines", "numeric"),
    [
        (["AUTHENTICATE PLAIN", "AUTHENTICATE AGFkYQBzZWNyZXQ="], "903"),
        (["AUTHENTICATE PLAIN", "AUTHENTICATE AGFkYQB3cm9uZw=="], "904"),
        (["AUTHENTICATE PLAIN", "AUTHENTICATE not-base64!"], "904"),
        (["AUTHENTICATE PLAIN", "AUTHENTICATE +"], "904"),
        (["AUTHENTICATE PLAIN", "AUTHENTICATE *"], "906"),
        (["AUTHENTICATE PLAIN", "AUTHENTICATE " + "A" * 401], "905"),
        (["AUTHENTICATE EXTERNAL"], "908"),
    ],
)
async def test_sasl_plain_ends_in(embedded, lines, numeric):
    client = await raw_client(embedded.port)
    client.send("CAP REQ :sasl")
    for line in lines:
        client.send(line)
    await client.wait_for(f" {numeric} ")
    client.close()


async def test_a_long_secret_comes_in_chunks_of_400(meeting_time, chat_client):
    async with IrcServer(meeting_time, accounts={"ada": "x" * 295}) as server:  # 300 bytes: one chunk, then "+"
        client = await raw_client(server.port)
        client.send("CAP REQ :sasl")
        client.send("AUTHENTICATE PLAIN")
        await client.wait_for("AUTHENTICATE")
        client.send("AUTHENTICATE " + "AGFkYQ" + "B4eH" + "h4eH" * 97 + "h4")
        client.send("AUTHENTICATE +")
        await client.wait_for(" 900 .* ada :")
        client.close()


async def test_an_account_that_changes_is_told_to_those_who_asked(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln", caps="account-notify account-tag")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    embedded.log_in("bo", "bo")
    assert (await ada.wait_for("ACCOUNT")).params == ("bo",)
    bo.say("#kiln", "now as myself")
    assert (await ada.wait_for("PRIVMSG")).tags == {"account": "bo"}
    embedded.log_in("bo", "")
    assert (await ada.wait_for("ACCOUNT")).params == ("*",)


async def test_whox_gives_accounts(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln", account="ada", password="secret")
    await chat_client(embedded.port, "bo", room="#kiln")
    ada.send("WHO #kiln %tna,152")
    await ada.wait_for(" 315 ")
    assert [line.params[1:] for line in ada.heard(" 354 ")] == [("152", "ada", "ada"), ("152", "bo", "0")]


async def test_a_labelled_command_gets_its_label_back(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", caps=ALL)
    ada.send("@label=one PING :x")
    assert (await ada.wait_for("PONG")).tags["label"] == "one"
    ada.send("@label=none PONG :x")
    assert (await ada.wait_for("ACK")).tags["label"] == "none"
    ada.send("@label=many JOIN #kiln")
    start = await ada.wait_for("BATCH")
    assert (start.tags["label"], start.params[1]) == ("many", "labeled-response")
    assert (await ada.wait_for("JOIN")).tags["batch"] == start.params[0][1:]
    assert (await ada.wait_for("BATCH")).params == ("-" + start.params[0][1:],)
    ada.send("@label=echo PRIVMSG #kiln :hello")
    assert (await ada.wait_for("PRIVMSG")).tags["label"] == "echo"
    ada.send("@label=old CHATHISTORY LATEST #kiln * 10")
    start = await ada.wait_for("BATCH")
    assert (start.tags["label"], start.params[1:]) == ("old", ("chathistory", "#kiln"))


async def history(client, command: str) -> list[str]:
    client.send(f"CHATHISTORY {command}")
    start = await client.wait_for(r"BATCH \+")
    mark = client.lines.index(start)
    end = await client.wait_for(r"BATCH -")
    page = client.lines[mark + 1 : client.lines.index(end)]
    assert {line.tags["batch"] for line in page} <= {start.params[0][1:]}
    return [line.text for line in page]


async def test_history_is_paged_by_id_and_by_time(meeting_time, chat_client):
    async with IrcServer(meeting_time, history=History(page=3)) as server:
        ada = await chat_client(server.port, "ada", room="#kiln", caps=ALL)
        assert ada.heard("CHATHISTORY=3 ")
        for number in range(6):
            await asyncio.sleep(0.002)
            ada.say("#kiln", f"line {number}")
        third = await ada.wait_for("line 2")
        await ada.wait_for("line 5")
        for reference in (f"msgid={third.tags['msgid']}", f"timestamp={third.tags['time']}"):
            assert await history(ada, f"AFTER #kiln {reference} 2") == ["line 3", "line 4"]
            assert await history(ada, f"BEFORE #kiln {reference} 1") == ["line 1"]
            assert await history(ada, f"LATEST #kiln {reference} 2") == ["line 4", "line 5"]
        assert await history(ada, "LATEST #kiln * 100") == ["line 3", "line 4", "line 5"]
        assert await history(ada, "LATEST #kiln * 0") == []


@pytest.mark.parametrize(
    ("command", "failure"),
    [
        ("AFTER #elsewhere timestamp=2026-01-01T00:00:00.000Z 5", "INVALID_TARGET AFTER #elsewhere"),
        ("AFTER #kiln msgid=unheard-of 5", "MESSAGE_ERROR AFTER #kiln"),
        ("AFTER #kiln * 5", "MESSAGE_ERROR AFTER #kiln"),
        ("AROUND #kiln * 5", "INVALID_PARAMS AROUND #kiln"),
        ("LATEST #kiln * many", "INVALID_PARAMS LATEST #kiln"),
    ],
)
async def test_history_that_cannot_be_given_fails(embedded, chat_client, command, failure):
    ada = await chat_client(embedded.port, "ada", room="#kiln", caps=ALL)
    ada.send(f"CHATHISTORY {command}")
    await ada.wait_for(f" FAIL CHATHISTORY {failure} :")


async def test_the_next_server_remembers_what_it_is_handed(meeting_time, chat_client):
    async with IrcServer(meeting_time) as first:
        ada = await chat_client(first.port, "ada", room="#kiln")
        ada.say("#kiln", "before the restart")
        await ada.sync()
    async with IrcServer(meeting_time, port=first.port, history=first.history) as second:
        ada = await chat_client(second.port, "ada", room="#kiln", caps=ALL)
        ada.say("#kiln", "after it")
        await ada.wait_for("after it")
        assert await history(ada, "LATEST #kiln * 9") == ["before the restart", "after it"]
    msgids = [said.msgid for said in second.history.lines["#kiln"]]
    assert len(set(msgids)) == 2


async def test_operators_give_and_take_ranks_and_everybody_sees_them(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln", caps="multi-prefix")
    bo.send("MODE #kiln +o bo")
    await bo.wait_for(" 482 ")
    ada.send("MODE #kiln +ov-t bo bo")
    assert (await bo.wait_for("MODE")).params == ("#kiln", "+o+v-t", "bo", "bo")
    bo.send("NAMES #kiln")
    await bo.wait_for(r" 353 bo = #kiln :@ada @\+bo")
    ada.send("NAMES #kiln")
    await ada.wait_for(r" 353 ada = #kiln :@ada @bo")
    bo.send("MODE #kiln -o ada")
    await ada.wait_for("MODE #kiln -o ada")
    assert embedded.members("#kiln") == ["ada", "@+bo"]


async def test_a_closed_channel_needs_an_invitation_or_its_key(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo")
    ada.send("MODE #kiln +ik clay")
    await ada.wait_for("MODE")
    bo.send("JOIN #kiln clay")
    await bo.wait_for(" 473 bo #kiln ")
    ada.send("INVITE bo #kiln")
    assert (await bo.wait_for("INVITE")).params == ("bo", "#kiln")
    bo.send("JOIN #kiln")
    await bo.wait_for(" 475 bo #kiln ")
    await bo.join("#kiln", "clay")


async def test_topic_needs_an_operator_and_a_moderated_channel_a_voice(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    bo.send("TOPIC #kiln :mine")
    await bo.wait_for(" 482 ")
    ada.send("MODE #kiln +m")
    await bo.wait_for("MODE")
    bo.say("#kiln", "hello")
    await bo.wait_for(" 404 ")
    ada.send("MODE #kiln +v bo")
    await bo.wait_for("MODE")
    bo.say("#kiln", "hello again")
    await ada.wait_for("hello again")


async def test_kick_part_nick_and_quit_are_told_to_the_room(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    await bo.change_nick("bo-away")
    await ada.wait_for(":bo!~bo@localhost NICK :bo-away")
    ada.send("KICK #kiln bo-away :out")
    assert (await bo.wait_for("KICK")).params == ("#kiln", "bo-away", "out")
    await bo.join("#kiln")
    await bo.part("#kiln", "lunch break")
    assert (await ada.wait_for("PART")).params == ("#kiln", "lunch break")
    await bo.join("#kiln")
    await bo.quit("home")
    assert (await ada.wait_for("QUIT")).text == "Quit: home"


async def test_a_nick_in_use_is_refused_in_any_case_of_letters(embedded, chat_client):
    await chat_client(embedded.port, "ada")
    other = await raw_client(embedded.port)
    other.send("NICK ADA")
    await other.wait_for(" 433 \\* ADA ")
    other.send("NICK 1st")
    await other.wait_for(" 432 ")
    other.close()


async def test_a_server_password_is_asked_for(meeting_time, chat_client):
    async with IrcServer(meeting_time, password="open") as server:
        await chat_client(server.port, "ada", server_password="open")
        bo = await raw_client(server.port)
        bo.send("NICK bo")
        bo.send("USER bo 0 * :Bo")
        await bo.closing()
        assert bo.heard(" 464 ")


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
    assert time.process_time() - began < 0.05


async def test_a_thousand_lines_arrive_in_order(embedded, chat_client):
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    bo = await chat_client(embedded.port, "bo", room="#kiln")
    for number in range(1000):
        ada.say("#kiln", str(number))
    await bo.wait_for(":999$")
    assert bo.said("#kiln") == [f"ada: {number}" for number in range(1000)]
