"""On Synapse: what is said to the bot alone, and what it says to one person alone."""

import asyncio

import pytest

from bot.core.chat import Say

pytestmark = pytest.mark.server("synapse")


def alone_with(who, bot, **more) -> str:
    """A direct room, as clients make it."""
    invited = {"preset": "trusted_private_chat", "is_direct": True, "invite": [bot.account.user_id], **more}
    return who.call("POST", "/createRoom", invited)["room_id"]


def _membership(who, room: str, bot) -> str:
    return who.state(room, "m.room.member", key=bot.account.user_id)["membership"]


async def test_what_somebody_of_a_room_says_to_the_bot_alone_is_private_and_so_is_the_answer(
    synapse, bot_in, people
) -> None:
    ada, bo = people("Ada", "Bo")
    room = ada.create()
    bo.join(room)
    bot = await bot_in(synapse, room)
    direct = alone_with(ada, bot)
    await bot.until(lambda: _membership(ada, direct, bot) == "join")
    ada.say(direct, "#link-me")
    message = await bot.message("link-me")
    assert (message.private, message.room) == (True, bot.room)
    assert message.sender.key == f"kiln/account/{ada.user_id}"
    bot.post(Say(bot.room, "Your code is ABC.", message.sender))
    await bot.until(lambda: "Your code is ABC." in ada.notices(direct))
    assert ada.notices(room) == []
    (nobody,) = [person for person in bot.client.view(bot.room).people if person.nick == "Bo"]
    bot.post(Say(bot.room, "for bo alone", nobody), Say(bot.room, "for all"))
    await bot.until(lambda: "for all" in ada.notices(room))
    assert bot.postbox.failures


async def test_a_restart_neither_hears_what_was_said_again_nor_misses_what_is_said_meanwhile(
    synapse, bot_in, people
) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    direct = alone_with(ada, bot)
    await bot.until(lambda: _membership(ada, direct, bot) == "join")
    ada.say(direct, "before")
    await bot.message("before")
    await bot.until(lambda: direct in bot.postbox.kept)
    ada.say(room, "a line")
    await bot.message("a line")
    await bot.stop()
    ada.say(direct, "meanwhile")
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox)
    await again.message("meanwhile")
    ada.say(direct, "after")
    heard = await again.message("after")
    assert again.texts == ["meanwhile", "after"]
    again.post(Say(again.room, "hello", heard.sender))
    await again.until(lambda: "hello" in ada.notices(direct))


async def test_no_stranger_and_no_crowd_is_heard_alone(synapse, bot_in, people) -> None:
    ada, bo, eve = people("Ada", "Bo", "Eve")
    room = ada.create()
    bot = await bot_in(synapse, room)
    strangers = alone_with(eve, bot)
    other = ada.create(invite=[bot.account.user_id])
    await bot.until(lambda: {_membership(eve, strangers, bot), _membership(ada, other, bot)} == {"leave"})
    crowd = alone_with(ada, bot)
    await bot.until(lambda: _membership(ada, crowd, bot) == "join")
    ada.act(crowd, "invite", bo)
    ada.say(crowd, "#link-me in a crowd")
    ada.say(room, "the end")
    await bot.message("the end")
    assert bot.texts == ["the end"]


async def test_whose_invitations_are_taken_the_config_says(synapse, bot_in, people) -> None:
    ada, bo = people("Ada", "Bo")
    room = ada.create()
    bo.join(room)
    bot = await bot_in(synapse, room, invites=[ada.user_id])
    await bot.until(lambda: len(bot.client.view(bot.room).people) == 3)
    refused, taken = alone_with(bo, bot), alone_with(ada, bot)
    await bot.until(lambda: _membership(ada, taken, bot) == "join")
    await bot.until(lambda: _membership(bo, refused, bot) == "leave")


async def test_in_an_encrypted_direct_room_the_bot_says_that_it_cannot_read(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    encrypted = {
        "type": "m.room.encryption",
        "state_key": "",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    direct = alone_with(ada, bot, initial_state=[encrypted])
    await bot.until(lambda: any("I can't read it" in notice for notice in ada.notices(direct)))
    await asyncio.sleep(0.2)
    assert len(ada.notices(direct)) == 1
