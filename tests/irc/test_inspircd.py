"""On InspIRCd with services: accounts, echo, message ids, and history played back by itself."""

import asyncio

import pytest

from bot.app.batch import Cursor
from bot.app.ports import Memory
from bot.core.chat import MessageKind

pytestmark = pytest.mark.server("inspircd", "anope")

SASL = {"account": "minutebot", "password": {"value": "secret"}}


async def test_the_bot_logs_in_and_people_are_known_by_their_accounts(services, bot_on, chat_client):
    bot = await bot_on(services.port, ["#accounts"], sasl=SASL)
    ada = await chat_client(services.port, "ada", account="ada", password="secret", room="#accounts")
    guest = await chat_client(services.port, "guest", room="#accounts")
    ada.say("#accounts", "known")
    await ada.change_nick("ada_away")
    ada.say("#accounts", "still known")
    guest.say("#accounts", "unknown")
    unknown = await bot.message("unknown")
    assert [message.sender.key for message in bot.messages[:2]] == ["kiln-net/account/ada"] * 2
    assert unknown.sender.key.startswith("kiln-net/session/")
    assert bot.key("minutebot") == "kiln-net/account/minutebot"


async def test_people_already_there_are_known_by_their_accounts(services, bot_on, chat_client):
    await chat_client(services.port, "ada", account="ada", password="secret", room="#earlier")
    bot = await bot_on(services.port, ["#earlier"])
    await bot.until(lambda: bot.key("ada") == "kiln-net/account/ada")


async def test_a_login_in_the_middle_takes_the_rights_along_and_a_logout_leaves_them(services, bot_on, chat_client):
    bot = await bot_on(services.port, ["#login"])
    ada = await chat_client(services.port, "bo", room="#login")
    ada.say("#login", "before")
    before = (await bot.message("before")).sender
    ada.say("NickServ", "IDENTIFY bo secret")
    await bot.until(lambda: bot.changes)
    (change,) = bot.changes
    assert (change.before, change.after.key) == (before, "kiln-net/account/bo")
    ada.say("#login", "during")
    assert (await bot.message("during")).sender == change.after
    ada.say("NickServ", "LOGOUT")
    await bot.until(lambda: bot.key("bo").startswith("kiln-net/session/"))
    ada.say("#login", "after")
    assert (await bot.message("after")).sender.key not in (before.key, change.after.key)
    assert len(bot.changes) == 1


async def test_a_wrong_password_is_a_lasting_refusal(services, bot_on, caplog):
    wrong = {"account": "minutebot", "password": {"value": "guess"}}
    bot = await bot_on(services.port, sasl=wrong, joined=False)
    await bot.until(lambda: bot.client.health().startswith("reconnecting: SASL login failed"))
    assert [record.levelname for record in caplog.records if "SASL" in record.message] == ["ERROR"]


async def test_where_a_login_is_optional_the_bot_stays_without(services, bot_on):
    wrong = {"account": "minutebot", "password": {"value": "guess"}, "policy": "optional"}
    bot = await bot_on(services.port, sasl=wrong)
    assert bot.client.health() == "connected as minutebot"
    assert bot.key("minutebot").startswith("kiln-net/session/")


async def test_without_services_a_required_login_keeps_the_bot_out(inspircd, bot_on):
    bot = await bot_on(inspircd.port, sasl=SASL, joined=False)
    await bot.until(lambda: "services down?" in bot.client.health())
    bot = await bot_on(inspircd.port, ["#optional"], sasl={**SASL, "policy": "optional"})
    assert "connected" in bot.client.health()


async def test_the_echo_is_the_bots_own_line(inspircd, bot_on, chat_client):
    bot = await bot_on(inspircd.port, ["#echo"])
    bo = await chat_client(inspircd.port, "bo", room="#echo", caps="message-tags")
    bot.say("hello")
    heard = await bo.wait_for("hello")
    await bot.message("hello")
    (echo,) = bot.messages
    assert (echo.from_bot, echo.native_id) == (True, heard.tags["msgid"])


async def test_what_was_missed_is_played_back_once_and_in_order(own_inspircd, bot_on, chat_client):
    ada = await chat_client(own_inspircd.port, "ada", room="#kiln")
    ada.send("MODE #kiln +H 100:1h")
    ada.say("#kiln", "long before the bot")
    await ada.sync()
    first = await bot_on(own_inspircd.port, nick="first")
    ada.say("#kiln", "heard")
    ada.say("#kiln", "\x01ACTION listens\x01")
    last = await first.message("listens")
    await first.stop()
    ada.say("#kiln", "missed")
    ada.say("#kiln", "\x01ACTION waits\x01")
    await ada.sync()
    memory = Memory(Cursor(last.sent_at, last.native_id), (last.sender,))
    bot = await bot_on(own_inspircd.port, memories={first.room: memory})
    ada.say("#kiln", "after")
    await bot.message("after")
    assert [(message.text, message.replayed) for message in bot.messages] == [
        ("missed", True),
        ("waits", True),
        ("after", False),
    ]
    assert bot.messages[1].kind is MessageKind.EMOTE
    assert bot.gaps == []
    assert len({message.sender.key for message in (*first.messages, *bot.messages)}) == 1


async def test_history_that_does_not_reach_back_is_told_as_a_gap(own_inspircd, bot_on, chat_client):
    ada = await chat_client(own_inspircd.port, "ada", room="#kiln")
    ada.send("MODE #kiln +H 2:1h")
    first = await bot_on(own_inspircd.port, nick="first")
    ada.say("#kiln", "heard")
    last = await first.message("heard")
    await first.stop()
    await asyncio.sleep(1.1)
    for number in range(4):
        ada.say("#kiln", f"missed {number}")
    await ada.sync()
    memory = Memory(Cursor(last.sent_at, last.native_id))
    bot = await bot_on(own_inspircd.port, memories={first.room: memory})
    await bot.message("missed 3")
    assert bot.story == ["...", "missed 2", "missed 3"]
    assert bot.gaps[0].since == last.sent_at


async def test_a_channel_without_history_is_a_gap(inspircd, bot_on, chat_client):
    ada = await chat_client(inspircd.port, "ada", room="#forgetful")
    first = await bot_on(inspircd.port, ["#forgetful"], nick="first")
    ada.say("#forgetful", "heard")
    last = await first.message("heard")
    await first.stop()
    memory = Memory(Cursor(last.sent_at, last.native_id))
    bot = await bot_on(inspircd.port, ["#forgetful"], memories={first.room: memory})
    ada.say("#forgetful", "after")
    await bot.message("after")
    assert bot.story == ["...", "after"]


async def test_long_replies_reach_the_others_whole(inspircd, bot_on, chat_client):
    bot = await bot_on(inspircd.port, ["#long"])
    ada = await chat_client(inspircd.port, "ada", room="#long")
    text = " ".join(f"größe{number}👩\u200d🚀" for number in range(120))
    bot.say(text)
    bot.say("the end")
    await ada.wait_for("the end")
    spoken = [line for line in ada.lines if line.verb == "PRIVMSG" and line.text != "the end"]
    assert " ".join(line.text for line in spoken) == text
    assert max(len(line.raw.encode()) + 2 for line in spoken) <= 512


async def test_sixty_lines_at_once_do_not_get_the_bot_killed(inspircd_limited, bot_on, chat_client):
    bot = await bot_on(inspircd_limited.port, ["#burst"], rate={"burst": 4, "per_second": 1})
    ada = await chat_client(inspircd_limited.port, "ada", room="#burst")
    for number in range(60):
        bot.say(f"{number} " + "x" * 400)
    await ada.wait_for(":7 x", patience=15)
    assert bot.client.health() == "connected as minutebot"
    inspircd_limited.kill()


async def test_a_text_cut_inside_a_character_keeps_the_rest(inspircd, bot_on, chat_client):
    bot = await bot_on(inspircd.port, ["#cut"])
    ada = await chat_client(inspircd.port, "ada", room="#cut")
    ada.say("#cut", "é" * 300)
    await bot.message("é")
    assert set(bot.texts[0]) == {"é"}


async def test_a_room_in_brackets_is_compared_by_the_rfcs_table(inspircd, bot_on, chat_client):
    bot = await bot_on(inspircd.port, ["#[kiln]"])
    ada = await chat_client(inspircd.port, "ada")
    ada.send("JOIN #{kiln}")
    await ada.wait_for("JOIN")
    ada.say("#{kiln}", "in braces")
    assert (await bot.message("in braces")).room == bot.room
