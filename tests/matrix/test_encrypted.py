"""Encrypted rooms of a real Synapse, with people whose clients are nio's own."""

import asyncio
import json
import shutil
import stat

import nio
import pytest

from bot.app.ports import NetworkError
from bot.core.chat import UNDECRYPTED, Acknowledge, MessageErased, MessageKind, Say, Unsealed
from bot.matrix import crypto
from bot.matrix.login import credentials_of
from tests.matrix.bots import NETWORK, unique
from tests.servers.sealed import ENCRYPTED

pytestmark = [
    pytest.mark.server("synapse"),
    pytest.mark.skipif(not crypto.installed(), reason="minutebot[e2e] is not installed"),
]
STATE = {
    "m.room.power_levels": {"users_default": 100},
    "m.room.topic": {"topic": "x"},
    "m.room.member": {"membership": "leave"},
    "m.room.tombstone": {"replacement_room": "!x"},
}
POISON = {"type": "m.key.verification.mac", "content": {"transaction_id": [], "mac": {}, "keys": ""}}


@pytest.fixture
def bot_with_keys(synapse, bot_in):
    """`bot = await bot_with_keys(room)`: a bot that reads encrypted rooms."""
    return lambda room, **more: bot_in(synapse, room, encryption=True, **more)


async def _in_room(sealed, bot_with_keys, *names, **more):
    """People in an encrypted room, the bot there too, and everybody knows everybody's devices."""
    people = await sealed(*names)
    room = people[0].plain.create(**ENCRYPTED, **more)
    for person in people[1:]:
        person.plain.join(room)
    bot = await bot_with_keys(room)
    for person in people:
        await person.sync()
    return room, bot, *people


def _keys(bot):
    path = credentials_of(NETWORK, bot.settings)
    return path.with_name(path.name + ".keys")


@pytest.mark.parametrize("version", ["11", "12"])
async def test_what_is_said_is_heard_and_answered_and_only_reactions_go_in_plain(
    bot_with_keys, sealed, version
) -> None:
    room, bot, ada = await _in_room(sealed, bot_with_keys, "ada", room_version=version)
    event_id = await ada.say(room, "#agreed to fire at cone six")
    heard = await bot.message("cone six")
    assert (heard.text, heard.native_id, heard.sender.nick) == ("#agreed to fire at cone six", event_id, "ada")
    await ada.say(room, "waves", "m.emote")
    assert (await bot.message("waves")).kind is MessageKind.EMOTE
    bot.post(Say(bot.room, "Noted."), Acknowledge(bot.room, event_id))
    await bot.until(lambda: ada.plain.reactions(room) == [event_id])
    assert await ada.notices(room) == ["Noted."]
    assert "cone six" not in repr(ada.plain.events(room))
    assert not bot.client.view(bot.room).sealed


async def test_edits_and_redactions_are_told(bot_with_keys, sealed) -> None:
    room, bot, ada, bo = await _in_room(sealed, bot_with_keys, "ada", "bo")
    event_id = await ada.say(room, "we by a kiln")
    await bot.message("kiln")
    await ada.edit(room, event_id, "we buy a kiln")
    await bo.edit(room, event_id, "we sell a kiln")  # not his to edit
    await bo.say(room, "yes")
    await bot.message("yes")
    ada.plain.redact(room, event_id)
    await bot.until(lambda: any(isinstance(seen, MessageErased) for seen in bot.inbox.observations))
    assert bot.story == ["we by a kiln", "=we buy a kiln", "yes", "-"]


async def test_a_long_gap_is_read_and_none_of_it_twice(bot_with_keys, sealed) -> None:
    room, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    first = await ada.say(room, "before")
    await bot.message("before")
    await bot.stop()
    said = [f"line {number}" for number in range(115)]  # more than a server tells at once, and than one key is used for
    for text in said:
        await ada.say(room, text)
    await ada.edit(room, first, "long before")
    again = await bot_with_keys(room, account=bot.account, postbox=bot.postbox)
    await again.message("line 114")
    assert again.story == [*said, "=long before"]
    again.post(Say(again.room, "All read."))
    await again.message("All read")
    assert await ada.notices(room) == ["All read."]


async def test_what_was_said_for_other_ears_is_told_as_such_and_read_when_the_key_comes(bot_with_keys, sealed) -> None:
    room, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    key = await ada.leave_out(room, bot.account.user_id)
    event_id = await ada.say(room, "#info for other ears")
    missing = await bot.message("could not be decrypted")
    assert (missing.kind, missing.text, missing.native_id) == (MessageKind.SEALED, UNDECRYPTED, f"{event_id}/0")
    assert missing.sender.nick == "ada"
    await bot.stop()
    again = await bot_with_keys(room, account=bot.account, postbox=bot.postbox)
    await ada.give(room, bot.account.user_id, key)
    heard = await again.message("#info for other ears")
    assert (heard.native_id, heard.replayed) == (event_id, True)
    before = again.inbox.observations[again.inbox.observations.index(heard) - 1]
    assert isinstance(before, Unsealed)
    assert before.native_id == missing.native_id
    await again.until(lambda: json.loads(again.postbox.kept)["unread"] == {})


async def test_poison_in_the_mail_is_survived(bot_with_keys, sealed) -> None:
    room, bot, ada, eve = await _in_room(sealed, bot_with_keys, "ada", "eve")
    login = _login(bot)
    for kind, content in (
        (POISON["type"], POISON["content"]),
        ("m.room.encrypted", {"algorithm": [], "ciphertext": 7}),
    ):
        body = {"messages": {bot.account.user_id: {login["device_id"]: content}}}
        eve.plain.call("PUT", f"/sendToDevice/{kind}/{unique('t')}", body)
    await ada.say(room, "after the poison")
    await bot.message("after the poison")


async def test_nothing_from_inside_changes_the_room_or_speaks_for_others(bot_with_keys, sealed) -> None:
    room, bot, ada, eve = await _in_room(sealed, bot_with_keys, "ada", "eve")
    event_id = await ada.say(room, "stays")
    await bot.message("stays")
    me = bot.account.user_id
    await eve.send(room, "m.room.redaction", {"redacts": event_id})
    for kind, content in STATE.items():
        olm = eve.client.olm
        inside = {
            "type": kind,
            "content": content,
            "state_key": me if kind == "m.room.member" else "",
            "sender": ada.user_id,
        }
        eve.plain.send(room, "m.room.encrypted", olm.group_encrypt(room, inside))
    stolen = next(event for event in ada.plain.events(room) if event["event_id"] == event_id)
    eve.plain.send(room, "m.room.encrypted", stolen["content"])  # ada's very words, said again by somebody else
    await eve.say(room, "#startmeeting")
    heard = await bot.message("#startmeeting")
    assert not heard.operator
    assert bot.story == ["stays", UNDECRYPTED, "#startmeeting"]
    assert bot.client.view(bot.room).topic == ""


async def test_others_see_the_device_signed_by_its_account(bot_with_keys, sealed) -> None:
    _, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    login = _login(bot)
    me, device = login["user_id"], login["device_id"]
    seen = ada.plain.call("POST", "/keys/query", {"device_keys": {me: []}})
    master, signing = seen["master_keys"][me], seen["self_signing_keys"][me]
    (master_id,), (signing_id,) = master["keys"], signing["keys"]
    assert _verified(signing, me, master_id, master["keys"][master_id])
    assert _verified(seen["device_keys"][me][device], me, signing_id, signing["keys"][signing_id])
    assert f"ed25519:{device}" in master["signatures"][me]
    assert "cross-sign" not in bot.client.health()
    await bot.stop()
    again = await bot_with_keys(bot.room.name, account=bot.account, postbox=bot.postbox)
    await again.stop()
    assert ada.plain.call("POST", "/keys/query", {"device_keys": {me: []}})["master_keys"][me] == master


async def test_what_another_client_signs_with_is_left_alone_and_the_operator_is_told(bot_with_keys, sealed) -> None:
    room, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    await bot.stop()
    (_keys(bot) / "cross-signing.json").unlink()  # as if the account's keys were some other client's
    me = bot.account.user_id
    before = ada.plain.call("POST", "/keys/query", {"device_keys": {me: []}})["master_keys"][me]
    again = await bot_with_keys(room, account=bot.account, postbox=bot.postbox)
    await again.until(lambda: "another client has set up cross-signing for this account" in again.client.health())
    assert ada.plain.call("POST", "/keys/query", {"device_keys": {me: []}})["master_keys"][me] == before
    await ada.say(room, "heard all the same")
    await again.message("heard all the same")


def _verified(body, user, key_id, key) -> bool:
    machine = nio.crypto.Olm
    return machine.verify_json(machine, dict(body), key, user, key_id.partition(":")[2])


async def test_keys_are_for_the_bots_user_alone(bot_with_keys, sealed) -> None:
    _, bot, _ = await _in_room(sealed, bot_with_keys, "ada")
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in _keys(bot).iterdir()}
    assert files == dict.fromkeys(("keys.db", "pickle.key", "cross-signing.json", "lock"), 0o600)
    assert stat.S_IMODE(_keys(bot).stat().st_mode) == 0o700


async def test_a_bot_whose_keys_are_lost_ends_and_says_what_to_do(bot_with_keys, sealed) -> None:
    room, bot, _ = await _in_room(sealed, bot_with_keys, "ada")
    await bot.stop()
    shutil.rmtree(_keys(bot))
    again = await bot_with_keys(room, account=bot.account, postbox=bot.postbox, joined=False)
    await asyncio.wait([again.task], timeout=20)
    with pytest.raises(NetworkError, match=r"the keys of the device MINUTEBOT-\w+ are not in .*`minutebot login kiln`"):
        await again.stop()


async def test_two_bots_dont_share_a_device(bot_with_keys, sealed) -> None:
    room, bot, _ = await _in_room(sealed, bot_with_keys, "ada")
    other = await bot_with_keys(room, account=bot.account, postbox=bot.postbox, joined=False)
    await asyncio.wait([other.task], timeout=20)
    with pytest.raises(NetworkError, match="another minutebot uses these keys"):
        await other.stop()


async def test_a_device_that_was_deleted_comes_back_with_its_keys(bot_with_keys, sealed) -> None:
    room, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    me, synapse = bot.account.user_id, bot.account.synapse
    login = _login(bot)
    synapse.call("POST", "/_matrix/client/v3/logout", {}, login["access_token"])
    known = {"device_keys": {me: [login["device_id"]]}}
    await bot.until(lambda: not ada.plain.call("POST", "/keys/query", known)["device_keys"][me])
    await bot.until(lambda: ada.plain.call("POST", "/keys/query", known)["device_keys"][me])
    await ada.sync()
    await ada.say(room, "still there?")
    await bot.message("still there")


def _login(bot) -> dict:
    return json.loads(credentials_of(NETWORK, bot.settings).read_text(encoding="utf-8"))


async def test_people_who_come_or_go_have_the_keys_of_their_time(bot_with_keys, sealed) -> None:
    room, bot, ada, bo = await _in_room(sealed, bot_with_keys, "ada", "bo")
    bot.post(Say(bot.room, "one"))
    await bot.message("one")
    ada.plain.act(room, "kick", bo.plain)
    await bot.until(lambda: len(bot.client.view(bot.room).people) == 2)
    bot.post(Say(bot.room, "two"))
    await bot.message("two")
    bo.plain.join(room)
    await bot.until(lambda: len(bot.client.view(bot.room).people) == 3)
    bot.post(Say(bot.room, "three"))
    await bot.message("three")
    assert await ada.notices(room) == ["one", "two", "three"]
    assert await bo.notices(room) == ["one", "?", "three"]


async def test_encryption_may_be_switched_off(synapse, bot_in, sealed) -> None:
    (ada,) = await sealed("ada")
    bot = await bot_in(synapse, ada.plain.create(**ENCRYPTED), encryption=False)
    assert bot.client.view(bot.room).sealed
    assert not _keys(bot).exists()


async def test_what_is_said_to_the_bot_alone_may_be_encrypted_too_and_come_late(bot_with_keys, sealed) -> None:
    _, bot, ada = await _in_room(sealed, bot_with_keys, "ada")
    me = bot.account.user_id
    direct = ada.plain.create(preset="trusted_private_chat", is_direct=True, invite=[me], **ENCRYPTED)
    await bot.until(lambda: me in ada.plain.call("GET", f"/rooms/{direct}/joined_members")["joined"])
    await ada.sync()
    await ada.say(direct, "#status")
    assert (await bot.message("#status")).private
    key = await ada.leave_out(direct, me)
    await ada.say(direct, "#link-me")
    await bot.message("could not be decrypted")
    await ada.give(direct, me, key)
    assert (await bot.message("#link-me")).private
    bot.post(Say(bot.room, "Your code is ABC.", bot.messages[-1].sender))
    await bot.until(lambda: not bot.postbox.waiting[bot.room])
    assert await ada.notices(direct) == ["Your code is ABC."]
