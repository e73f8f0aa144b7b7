"""The program's own IRC server: people, rooms, and who may do what."""

import re

from bot.demo.ircd import RICH, IrcServer
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
