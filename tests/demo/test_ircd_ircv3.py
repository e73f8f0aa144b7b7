"""The program's own IRC server: capabilities, accounts, labels, history."""

import asyncio

import pytest

from bot.demo.ircd import RICH, History, IrcServer
from tests.servers.chat import ChatClient

ALL = " ".join(RICH)


async def raw_client(port: int) -> ChatClient:
    return await ChatClient.connect(port, "raw")


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
    old = await chat_client(embedded.port, "old", room="#kiln")
    embedded.log_in("bo", "bo")
    assert (await ada.wait_for("ACCOUNT")).params == ("bo",)
    bo.say("#kiln", "now as myself")
    assert (await ada.wait_for("PRIVMSG")).tags == {"account": "bo"}
    embedded.log_in("bo", "")
    assert (await ada.wait_for("ACCOUNT")).params == ("*",)
    await old.sync()
    assert not old.heard("ACCOUNT")


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


async def test_history_keeps_the_newest_lines_alone(meeting_time, chat_client):
    async with IrcServer(meeting_time, history=History(kept=2)) as server:
        ada = await chat_client(server.port, "ada", room="#kiln", caps=ALL)
        for number in range(4):
            ada.say("#kiln", f"line {number}")
        assert await history(ada, "LATEST #kiln * 10") == ["line 2", "line 3"]


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
