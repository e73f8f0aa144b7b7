"""On ngircd, the poorest server people run: no tags, no accounts, no history."""

import pytest

from bot.core.chat import MessageKind, SetTopic

pytestmark = pytest.mark.server("ngircd")


async def test_what_is_said_in_the_room_comes_in_order_with_one_key_for_one_person(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "one")
    await ada.change_nick("ada_away")
    ada.say("#kiln", "\x01ACTION thinks\x01")
    ada.send("NOTICE #kiln :three")
    await bot.message("three")
    assert bot.texts == ["one", "thinks", "three"]
    assert [message.kind for message in bot.messages] == [MessageKind.TEXT, MessageKind.EMOTE, MessageKind.NOTICE]
    assert len({message.sender.key for message in bot.messages}) == 1
    assert [(change.before.nick, change.after.nick) for change in bot.changes] == [("ada", "ada_away")]


async def test_somebody_who_takes_a_free_nick_is_somebody_else(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", "the real one")
    await ada.change_nick("ada2")
    thief = await chat_client(ngircd.port, "ada", room="#kiln")
    thief.say("#kiln", "the other one")
    other = await bot.message("the other one")
    assert other.sender.key != bot.key("ada2")
    assert (await bot.message("the real one")).sender.key == bot.key("ada2")


async def test_a_reply_is_heard_by_others_and_told_as_the_bots_own_line(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot.say("first\nsecond\r\nthird")
    await ada.wait_for("third")
    assert ada.said("#kiln") == ["minutebot: first", "minutebot: second", "minutebot: third"]
    assert [(message.text, message.from_bot) for message in bot.messages] == [
        ("first", True),
        ("second", True),
        ("third", True),
    ]


async def test_who_runs_the_room_is_an_operator(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot = await bot_on(ngircd.port)
    bo = await chat_client(ngircd.port, "bo", room="#kiln")
    ada.say("#kiln", "from ada")
    bo.say("#kiln", "from bo")
    assert not (await bot.message("from bo")).operator
    assert (await bot.message("from ada")).operator
    ada.send("MODE #kiln +v-o bo ada")
    await ada.wait_for("MODE #kiln")
    ada.say("#kiln", "no longer")
    assert not (await bot.message("no longer")).operator


async def test_the_topic_is_known_and_set_only_where_the_bot_may(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.send("TOPIC #kiln :fired at dawn")
    await ada.wait_for("TOPIC #kiln")
    bot = await bot_on(ngircd.port)
    await bot.until(lambda: bot.client.view(bot.room).topic == "fired at dawn")
    ada.send("MODE #kiln +t")
    await ada.wait_for("MODE #kiln")
    bot.send(SetTopic(bot.room, "refused"))
    bot.say("still here")
    await ada.wait_for("still here")
    assert bot.client.view(bot.room).topic == "fired at dawn"
    ada.send("MODE #kiln -t")
    await ada.wait_for("MODE #kiln")
    await bot.until(lambda: bot.client.view(bot.room).topic == "fired at dawn")
    ada.say("#kiln", "unlocked")
    await bot.message("unlocked")
    bot.send(SetTopic(bot.room, "meeting"))
    await ada.wait_for("TOPIC #kiln :meeting")
    await bot.until(lambda: bot.client.view(bot.room).topic == "meeting")


async def test_fifty_rooms_are_joined_at_once_and_not_one_a_second(ngircd, bot_on):
    rooms = [f"#room{number}" for number in range(50)]
    bot = await bot_on(ngircd.port, rooms, joined=False, rate={"burst": 4, "per_second": 1})
    await bot.until(lambda: all(bot.client.view(room).people for room in bot.rooms), patience=20.0)
    assert bot.client.health() == "connected as minutebot"
