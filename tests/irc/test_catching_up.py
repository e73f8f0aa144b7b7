"""On the program's own server, which has CHATHISTORY: no line is lost, none comes twice, gaps are told."""

import asyncio
import random
from itertools import count

import pytest

from bot.app.batch import Cursor
from bot.app.ports import Memory
from bot.demo.ircd import RICH, History, IrcServer


@pytest.fixture
def start(bot_on, meeting_time):
    async def on(server, **settings):
        return await bot_on(server.port, clock=meeting_time, **settings)

    return on


async def test_lines_said_during_a_break_come_in_order_before_those_said_now(embedded, start, chat_client):
    embedded.history.page = 20
    bot = await start(embedded, backoff={"first": 0.5, "longest": 0.5})
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    await bot.message("before")
    embedded.cut("minutebot")
    for number in range(110):
        ada.say("#kiln", f"missed {number}")
    await ada.sync()
    await bot.message("missed 0")
    ada.say("#kiln", "after")
    await bot.message("after")
    assert bot.texts == ["before", *(f"missed {number}" for number in range(110)), "after"]
    assert [message.replayed for message in bot.messages] == [False, *[True] * 110, False]
    assert bot.gaps == []


async def test_whoever_spoke_during_a_break_is_who_they_were(embedded, start, chat_client):
    bot = await start(embedded, backoff={"first": 0.5, "longest": 0.5})
    ada = await chat_client(embedded.port, "ada", account="ada", password="secret", room="#kiln")
    guest = await chat_client(embedded.port, "guest", room="#kiln")
    for person in (ada, guest):
        person.say("#kiln", "before")
        await person.sync()
    await bot.until(lambda: len(bot.messages) == 2)
    embedded.cut("minutebot")
    for person in (ada, guest):
        person.say("#kiln", "during")
        await person.sync()
    await bot.until(lambda: len(bot.messages) == 4)
    assert [message.sender.key for message in bot.messages[2:]] == [message.sender.key for message in bot.messages[:2]]
    assert bot.messages[2].sender.key == "kiln-net/account/ada"


async def test_a_restart_goes_on_where_the_last_run_was_cut(embedded, start, chat_client):
    first = await start(embedded, nick="first")
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.say("#kiln", "heard")
    ada.say("#kiln", "heard last")
    last = await first.message("heard last")
    await first.stop()
    ada.say("#kiln", "missed")
    await ada.sync()
    memory = Memory(Cursor(last.sent_at, last.native_id), (last.sender,))
    bot = await start(embedded, memories={first.room: memory})
    await bot.message("missed")
    assert bot.texts == ["missed"]
    assert bot.messages[0].sender.key == last.sender.key
    assert bot.gaps == []


async def test_history_that_the_server_has_lost_is_told_as_a_gap(meeting_time, start, chat_client):
    async with IrcServer(meeting_time) as server:
        bot = await start(server)
        ada = await chat_client(server.port, "ada", room="#kiln")
        ada.say("#kiln", "before")
        await bot.message("before")
        port = server.port
    async with IrcServer(meeting_time, port=port, history=History(ids=count(1000))) as server:
        ada = await chat_client(port, "ada", room="#kiln")
        await bot.in_room()
        ada.say("#kiln", "after")
        await bot.message("after")
        assert bot.story == ["before", "...", "after"]


async def test_history_that_starts_too_late_is_played_after_a_gap(embedded, start, chat_client):
    embedded.history.kept = 5
    bot = await start(embedded, backoff={"first": 0.5, "longest": 0.5})
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    await bot.message("before")
    embedded.cut("minutebot")
    for number in range(9):
        ada.say("#kiln", f"missed {number}")
    await bot.message("missed 8")
    assert bot.story == ["before", "...", *(f"missed {number}" for number in range(4, 9))]
    assert bot.gaps[0].until == bot.messages[1].sent_at


async def test_no_more_is_asked_than_the_config_allows(embedded, start, chat_client):
    embedded.history.page = 10
    bot = await start(embedded, backoff={"first": 0.5, "longest": 0.5}, history={"max_lines": 20})
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    await bot.message("before")
    embedded.cut("minutebot")
    for number in range(100):
        ada.say("#kiln", f"missed {number}")
    await bot.until(lambda: bot.gaps)
    ada.say("#kiln", "after")
    await bot.message("after")
    assert bot.texts == ["before", *(f"missed {number}" for number in range(19)), "after"]
    assert bot.gaps[0].since == bot.messages[-2].sent_at


async def test_history_the_config_does_not_want_is_a_gap(embedded, start, chat_client):
    bot = await start(embedded, history={"max_lines": 0})
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    ada.say("#kiln", "before")
    await bot.message("before")
    embedded.cut("minutebot")
    ada.say("#kiln", "missed")
    await bot.until(lambda: bot.gaps)
    assert bot.texts == ["before"]


async def test_a_server_without_history_leaves_a_gap(meeting_time, start, chat_client):
    plain = {name: value for name, value in RICH.items() if "chathistory" not in name}
    async with IrcServer(meeting_time, capabilities=plain) as server:
        bot = await start(server)
        ada = await chat_client(server.port, "ada", room="#kiln")
        ada.say("#kiln", "before")
        await bot.message("before")
        server.cut("minutebot")
        await bot.until(lambda: "minutebot" not in server.nicks)
        await bot.in_room()
        ada.say("#kiln", "after")
        await bot.message("after")
        assert bot.story == ["before", "...", "after"]


async def test_cuts_at_any_moment_lose_nothing_and_double_nothing(meeting_time, start, chat_client):
    rng = random.Random(7)
    total = 1500
    async with IrcServer(meeting_time, history=History(page=40)) as server:
        bot = await start(server, backoff={"first": 0.05, "longest": 0.05})
        ada = await chat_client(server.port, "ada", room="#kiln")
        for number in range(total):
            ada.say("#kiln", str(number))
            if rng.random() < 0.02 and "minutebot" in server.nicks:
                server.cut("minutebot")
            if number % 10 == 0:
                await asyncio.sleep(rng.random() * 0.01)
        await bot.message(f"^{total - 1}$")
        assert bot.texts == [str(number) for number in range(total)]
        assert bot.gaps == []


async def test_a_dead_link_is_found_out_and_the_rest_heard(embedded, start, chat_client):
    bot = await start(embedded, keepalive={"idle": 0.3, "pong": 0.3})
    ada = await chat_client(embedded.port, "ada", room="#kiln")
    embedded.freeze("minutebot")
    ada.say("#kiln", "into the dead link")
    await bot.message("into the dead link")
    assert bot.gaps == []
