"""On Synapse: coming into rooms, hearing them, missing nothing, being thrown out."""

import pytest

from bot.app.batch import Cursor
from bot.app.ports import Memory
from bot.core.chat import Acknowledge, MessageKind, PersonChanged, Say, SetTopic
from bot.core.commands.sealed import SEALED
from tests.matrix.bots import unique

pytestmark = pytest.mark.server("synapse")


@pytest.mark.parametrize("version", ["9", "11", "12"])
async def test_what_was_said_before_the_bot_came_is_not_its_business(synapse, bot_in, people, version) -> None:
    ada, bo = people("Ada", "Bo")
    room = ada.create(room_version=version)
    bo.join(room)
    for number in range(30):
        ada.say(room, f"#startmeeting {number}")
    bot = await bot_in(synapse, room)
    ada.say(room, "from ada")
    bo.say(room, "from bo")
    await bot.message("from bo")
    assert bot.texts == ["from ada", "from bo"]
    assert [(message.sender.nick, message.operator) for message in bot.messages] == [("Ada", True), ("Bo", False)]
    assert bot.messages[0].sender.key == f"kiln/account/{ada.user_id}"
    assert {person.nick for person in bot.client.view(bot.room).people} >= {"Ada", "Bo"}


async def test_a_message_of_several_lines_is_several_lines(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    event = ada.say(room, "one\n\n#agree two\r\nthree")
    ada.say(room, "waves", "m.emote")
    ada.say(room, "#agree never", "m.notice")
    ada.say(room, "kiln.png", "m.image", url="mxc://kiln.test/abc")
    await bot.message("kiln.png")
    assert bot.texts == ["one", "#agree two", "three", "waves", "#agree never", "shows a picture: kiln.png"]
    assert [message.native_id for message in bot.messages[:3]] == [f"{event}/1", f"{event}/2", f"{event}/3"]
    kinds = [MessageKind.TEXT] * 3 + [MessageKind.EMOTE, MessageKind.NOTICE, MessageKind.EMOTE]
    assert [message.kind for message in bot.messages] == kinds


async def test_what_a_reply_quotes_is_not_said_again(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    event = ada.say(room, "first")
    relation = {"m.in_reply_to": {"event_id": event}}
    ada.say(room, f"> <{ada.user_id}> #agree quoted\n\nanswer", **{"m.relates_to": relation})
    ada.say(room, "> not a reply")
    await bot.message("not a reply")
    assert bot.texts == ["first", "answer", "> not a reply"]


async def test_lines_said_while_the_bot_was_away_are_all_told_in_order(synapse, bot_in, people) -> None:
    ada, bo = people("Ada", "Bo")
    alias = unique("kiln")
    room = ada.create(alias)
    bo.join(room)
    bot = await bot_in(synapse, f"#{alias}:kiln.test")
    ada.say(room, "before")
    await bot.message("before")
    await bot.stop()
    levels = ada.state(room, "m.room.power_levels")
    bo.say(room, "as nobody")
    ada.state(room, "m.room.power_levels", {**levels, "users": {**levels["users"], bo.user_id: 50}})
    bo.say(room, "as moderator")
    ada.state(room, "m.room.power_levels", levels)
    for number in range(115):
        ada.say(room, f"missed {number}")
    again = await bot_in(synapse, f"#{alias}:kiln.test", account=bot.account, postbox=bot.postbox)
    await again.message("missed 114")
    assert again.texts == ["as nobody", "as moderator", *(f"missed {number}" for number in range(115))]
    assert [message.operator for message in again.messages[:2]] == [False, True]
    assert all(message.replayed for message in again.messages)


async def test_more_than_the_config_allows_is_a_gap_that_is_told(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room, history_lines=10)
    ada.say(room, "before")
    await bot.message("before")
    await bot.stop()
    for number in range(120):
        ada.say(room, f"missed {number}")
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox, history_lines=10)
    await again.message("missed 119")
    assert again.story == ["...", *(f"missed {number}" for number in range(10, 120))]


async def test_a_server_that_forgot_where_we_were_is_a_gap_that_is_told(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    heard = ada.say(room, "before") and await bot.message("before")
    await bot.stop()
    ada.say(room, "missed")
    bot.postbox.kept = bot.postbox.kept.replace('"since": "', '"since": "nonsense-')
    memories = {bot.room: Memory(Cursor(heard.sent_at, heard.native_id))}
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox, memories=memories)
    ada.say(room, "after")
    await again.message("after")
    assert again.story == ["...", "after"]


async def test_thrown_out_the_bot_hears_the_last_line_and_comes_back(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    ada.say(room, "the last")
    ada.act(room, "kick", bot.account)
    await bot.message("the last")
    ada.say(room, "unheard")
    await bot.until(lambda: ada.state(room, "m.room.member", key=bot.account.user_id)["membership"] == "join")
    ada.say(room, "back")
    await bot.message("back")
    assert [text for text in bot.texts if text != "unheard"] == ["the last", "back"]


async def test_banned_it_stays_out_and_says_so(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    ada.act(room, "ban", bot.account)
    await bot.until(lambda: f"can't join {room}: M_" in bot.client.health())
    ada.act(room, "unban", bot.account)
    await bot.in_room()


async def test_kicked_and_back_while_the_bot_was_down_it_hears_only_what_it_was_there_for(
    synapse, bot_in, people
) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    ada.say(room, "one")
    await bot.message("one")
    await bot.stop()
    ada.say(room, "two")
    ada.act(room, "kick", bot.account)
    ada.say(room, "unheard")
    bot.account.join(room)
    ada.say(room, "three")
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox)
    await again.message("three")
    assert again.texts == ["two", "three"]


async def test_an_invitation_to_a_room_of_the_config_is_taken_and_others_are_declined(synapse, bot_in, people) -> None:
    ada, mallory = people("Ada", "Mallory")
    room = ada.create(preset="private_chat")
    other = mallory.create(preset="private_chat")
    bot = await bot_in(synapse, room, joined=False, invites=[ada.user_id])
    await bot.until(lambda: f"can't join {room}" in bot.client.health())
    ada.act(room, "invite", bot.account)
    mallory.act(other, "invite", bot.account)
    await bot.in_room()
    await bot.until(lambda: mallory.state(other, "m.room.member", key=bot.account.user_id).get("membership") == "leave")


async def test_a_room_that_is_upgraded_is_followed(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    alias = unique("kiln")
    room = ada.create(alias, room_version="11")
    bot = await bot_in(synapse, f"#{alias}:kiln.test")
    ada.say(room, "here")
    await bot.message("here")
    new = ada.call("POST", f"/rooms/{room}/upgrade", {"new_version": "12"})["replacement_room"]
    await bot.until(lambda: bot.account.user_id in ada.call("GET", f"/rooms/{new}/joined_members")["joined"])
    ada.say(new, "there")
    await bot.message("there")
    bot.post(Say(bot.room, "me too"))
    await bot.until(lambda: "me too" in ada.notices(new))
    await bot.stop()
    ada.say(new, "later")
    again = await bot_in(synapse, f"#{alias}:kiln.test", account=bot.account, postbox=bot.postbox)
    await again.message("later")
    assert {message.room for message in (*bot.messages, *again.messages)} == {bot.room}


async def test_names_are_labels_and_those_that_look_alike_are_told_apart(synapse, bot_in, people) -> None:
    ada, mallory = people("Ada", "Mallory")
    room = ada.create()
    mallory.join(room)
    bot = await bot_in(synapse, room)
    mallory.say(room, "as mallory")
    mallory.rename("\u0410da")  # with a Cyrillic A
    await bot.until(lambda: mallory.state(room, "m.room.member", key=mallory.user_id)["displayname"] != "Mallory")
    mallory.say(room, "as ada")
    ada.say(room, "the real one")
    await bot.message("the real one")
    nicks = [message.sender.nick for message in bot.messages]
    assert nicks == ["Mallory", f"\u0410da ({mallory.user_id})", f"Ada ({ada.user_id})"]
    (change,) = [seen for seen in bot.inbox.observations if isinstance(seen, PersonChanged)]
    assert (change.before.nick, change.after.nick) == ("Mallory", f"\u0410da ({mallory.user_id})")
    assert change.before.key == change.after.key


async def test_an_edit_by_the_sender_is_told_and_one_by_somebody_else_is_not(synapse, bot_in, people) -> None:
    ada, bo = people("Ada", "Bo")
    room = ada.create()
    bo.join(room)
    bot = await bot_in(synapse, room)
    event = ada.say(room, "#info tabs")
    several = ada.say(room, "#info one\n#info two\n#info three")
    bo.edit(room, event, "#info by somebody else")
    edit = ada.edit(room, event, "#info blanks")
    ada.edit(room, edit, "#info an edit of an edit")
    ada.edit(room, several, "#info one\n#info 2")
    ada.say(room, "done")
    await bot.message("done")
    lines = ["#info tabs", "#info one", "#info two", "#info three"]
    assert bot.story == [*lines, "=#info blanks", "=#info one", "=#info 2", "-", "done"]


async def test_an_edit_of_a_line_said_long_before_is_told_too(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    event = ada.say(room, "#info tabs")
    await bot.message("tabs")
    ada.edit(room, event, "#info blanks")
    await bot.until(lambda: "=#info blanks" in bot.story)
    ada.redact(room, event)
    await bot.until(lambda: "-" in bot.story)
    assert bot.story == ["#info tabs", "=#info blanks", "-"]


async def test_replies_are_notices_reactions_and_the_topic(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create(room_version="11")
    bot = await bot_in(synapse, room)
    event = ada.say(room, "one\ntwo")
    said = await bot.message("two")
    ada.state(room, "m.room.power_levels", {"users": {ada.user_id: 100}, "events": {"m.room.topic": 0}})
    await bot.until(lambda: len(bot.inbox.observations) and bot.client.view(bot.room))
    bot.post(
        Say(bot.room, "first\nsecond"),
        Acknowledge(bot.room, said.native_id),
        Acknowledge(bot.room, f"{event}/1"),
        Say(bot.room, "half a pair: \ud800"),
        SetTopic(bot.room, "Glazes"),
        Say(bot.room, "third"),
    )
    await bot.message("third")
    assert ada.notices(room) == ["first\nsecond", "half a pair: ?", "third"]
    assert ada.reactions(room) == [event]
    assert bot.postbox.failures == []
    assert [message.text for message in bot.messages if message.from_bot][:2] == ["first", "second"]


async def test_a_topic_that_the_bot_may_not_set_is_left_alone(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create(topic="ours")
    bot = await bot_in(synapse, room)
    bot.post(SetTopic(bot.room, "mine"), Say(bot.room, "done"))
    await bot.message("done")
    assert bot.client.view(bot.room).topic == "ours"


async def test_what_waits_from_before_a_restart_is_said_when_the_room_is_known_again(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create(topic="ours")
    bot = await bot_in(synapse, room)
    ada.say(room, "here")
    await bot.message("here")
    await bot.stop()
    bot.post(SetTopic(bot.room, "mine"), Say(bot.room, "done"))
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox)
    await again.message("done")
    assert bot.postbox.failures == []
    assert ada.notices(room) == ["done"]


async def test_an_encrypted_room_is_not_read_and_the_operator_is_told(synapse, bot_in, people, caplog) -> None:
    (ada,) = people("Ada")
    room = ada.create(
        initial_state=[{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    )
    bot = await bot_in(synapse, room)
    ada.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"})
    await bot.until(lambda: "is encrypted, and can't be read" in bot.client.health())
    assert {message.kind for message in bot.messages} <= {MessageKind.SEALED}
    assert "is encrypted: what is said there can't be read" in caplog.text


async def test_people_of_an_encrypted_room_are_told_once_that_it_cant_be_read(synapse, bot_in, people) -> None:
    (ada,) = people("Ada")
    room = ada.create()
    bot = await bot_in(synapse, room)
    ada.state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    ada.say(room, "#startmeeting")
    await bot.message("#startmeeting")
    assert bot.client.view(bot.room).sealed
    await bot.until(lambda: ada.notices(room))
    await bot.stop()
    again = await bot_in(synapse, room, account=bot.account, postbox=bot.postbox)
    ada.say(room, "in plain words")
    await again.message("in plain words")
    again.post(Say(again.room, "the end"))
    await again.message("the end")
    assert ada.notices(room) == [SEALED, "the end"]
