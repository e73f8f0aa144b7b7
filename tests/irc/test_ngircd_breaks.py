"""On ngircd: servers that die, stall and part, and what becomes of the people and the gap."""

import asyncio

import pytest

from bot.app.batch import Cursor
from bot.app.ports import Memory
from bot.core.chat import Interrupted, Message
from tests.irc.bots import wall_time

pytestmark = pytest.mark.server("ngircd")


async def test_a_killed_server_leaves_a_gap_and_everybody_is_who_they_were(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    chair = (await bot.message("before")).sender
    ngircd.kill()
    await bot.until(lambda: bot.client.health() == "reconnecting: connection refused")
    await asyncio.to_thread(ngircd.start)
    await bot.in_room()
    again = await chat_client(ngircd.port, "ada", room="#kiln")
    again.say("#kiln", "after")
    after = await bot.message("after")
    assert after.sender == chair
    before, gap, *_ = (seen for seen in bot.inbox.observations if isinstance(seen, Message | Interrupted))
    assert isinstance(gap, Interrupted)
    assert before.sent_at <= gap.since < gap.until <= after.sent_at


async def test_the_same_nick_from_elsewhere_is_somebody_else_after_a_break(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    chair = (await bot.message("before")).sender
    ngircd.kill()
    await asyncio.to_thread(ngircd.start)
    thief = await chat_client(ngircd.port, "eve", room="#kiln")
    await thief.change_nick("ada")
    await bot.in_room()
    thief.say("#kiln", "after")
    assert (await bot.message("after")).sender.key != chair.key


async def test_a_chair_survives_the_bots_own_death(ngircd, bot_on, chat_client):
    first = await bot_on(ngircd.port, nick="first")
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    heard = await first.message("before")
    await first.stop()
    memory = Memory(Cursor(heard.sent_at, heard.native_id), (heard.sender,))
    second = await bot_on(ngircd.port, memories={first.room: memory})
    await second.until(lambda: second.key("ada") == heard.sender.key)
    ada.say("#kiln", "after")
    assert (await second.message("after")).sender.key == heard.sender.key
    assert [gap.since for gap in second.gaps] == [heard.sent_at]


async def test_a_chair_who_left_meanwhile_is_not_replaced_by_their_nick(ngircd, bot_on, chat_client):
    first = await bot_on(ngircd.port, nick="first")
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    heard = await first.message("before")
    await first.stop()
    await ada.quit()
    thief = await chat_client(ngircd.port, "eve", room="#kiln")
    await thief.change_nick("ada")
    second = await bot_on(ngircd.port, memories={first.room: Memory(None, (heard.sender,))})
    thief.say("#kiln", "after")
    assert (await second.message("after")).sender.key != heard.sender.key


async def test_a_stalled_server_is_found_out_and_heard_again(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port, keepalive={"idle": 0.4, "pong": 0.4})
    ngircd.stop()
    await bot.until(lambda: "nothing heard" in bot.client.health() or "connect" not in bot.client.health(), 5)
    assert "reconnecting" in bot.client.health()
    ngircd.cont()
    await bot.in_room()
    await bot.until(lambda: bot.gaps)


async def test_a_room_never_heard_before_has_no_gap(ngircd, bot_on):
    bot = await bot_on(ngircd.port)
    assert bot.inbox.observations == []


async def test_replies_wait_out_a_break(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ngircd.kill()
    await bot.until(lambda: "reconnecting" in bot.client.health())
    bot.say("said into the void")
    await asyncio.to_thread(ngircd.start)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    await ada.wait_for("said into the void")


async def test_the_nick_is_taken_back_when_its_holder_leaves(ngircd, bot_on, chat_client):
    holder = await chat_client(ngircd.port, "minutebot", room="#kiln")
    bot = await bot_on(ngircd.port, alternative_nicks=("minutebot_",))
    assert bot.client.health() == "connected as minutebot_"
    await holder.quit()
    await bot.until(lambda: bot.client.health() == "connected as minutebot")
    bot.say("me again")
    await bot.until(lambda: bot.messages)
    assert bot.messages[0].sender.nick == "minutebot"


async def test_a_netsplit_takes_no_session_away(ngircd_pair, bot_on, chat_client):
    here, there = ngircd_pair
    bot = await bot_on(here.port)
    ada = await chat_client(there.port, "ada", room="#kiln")
    ada.say("#kiln", "before the split")
    chair = (await bot.message("before the split")).sender
    bo = await chat_client(here.port, "bo", room="#kiln")
    there.kill()
    await bo.wait_for("QUIT :one.test two.test")
    await asyncio.to_thread(there.start)
    back = await chat_client(there.port, "ada", room="#kiln")
    back.say("#kiln", "after the split")
    assert (await bot.message("after the split")).sender.key == chair.key


async def test_who_quits_and_comes_back_is_somebody_new(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    before = await bot.message("before")
    await ada.quit("see you")
    again = await chat_client(ngircd.port, "ada", room="#kiln")
    again.say("#kiln", "after")
    assert (await bot.message("after")).sender.key != before.sender.key


async def test_goodbye_is_said_and_what_waits_is_sent_first(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot.say("last words")
    began = wall_time()
    await bot.stop()
    assert (wall_time() - began).total_seconds() < 2
    await ada.wait_for("last words")
    await ada.wait_for("QUIT")
    assert bot.client.health() == "stopped"
