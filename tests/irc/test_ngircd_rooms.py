"""On ngircd: kicks, invitations, keys, odd text, long text, floods and TLS."""

import asyncio

import pytest

from bot.config import RoomSettings, Secret
from tests.irc.bots import NETWORK
from tests.servers.certificates import make_certificates
from tests.servers.ngircd import make_ngircd

pytestmark = pytest.mark.server("ngircd")


async def test_a_kicked_bot_comes_back_and_tells_the_gap(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot = await bot_on(ngircd.port)
    ada.say("#kiln", "before")
    chair = (await bot.message("before")).sender
    ada.send("KICK #kiln minutebot :out")
    await ada.wait_for("KICK")
    ada.say("#kiln", "unheard")
    await ada.wait_for("JOIN")
    ada.say("#kiln", "after")
    assert (await bot.message("after")).sender == chair
    assert bot.texts == ["before", "after"]
    assert len(bot.gaps) == 1


async def test_a_room_that_keeps_the_bot_out_is_named_and_entered_when_it_lets_it_in(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#shut")
    ada.send("MODE #shut +i")
    await ada.sync()
    bot = await bot_on(ngircd.port, ["#kiln", "#shut"], joined=False)
    await bot.in_room()
    await bot.until(lambda: "can't join #shut: an invitation is needed" in bot.client.health())
    ada.send("INVITE minutebot #shut")
    ada.send("INVITE minutebot #elsewhere")
    await bot.in_room(bot.rooms[1])
    assert bot.client.health() == "connected as minutebot"


async def test_an_operator_is_told_that_the_bot_is_connected_and_which_rooms_it_is_in(ngircd, bot_on, caplog):
    caplog.set_level("INFO")
    await bot_on(ngircd.port)
    told = [record.message for record in caplog.records if record.name == "bot.irc.conversation"]
    assert told == [f"{NETWORK}: connected as minutebot", f"{NETWORK}: in #kiln"]


async def test_a_room_with_a_key_is_entered_with_it(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#locked")
    ada.send("MODE #locked +k sesame")
    await ada.sync()
    key = Secret(value="sesame")
    locked = RoomSettings(network=NETWORK, name="#locked", key=key)
    bot = await bot_on(ngircd.port, ["#kiln", locked])
    assert bot.nicks(bot.rooms[1]) == {"ada", "minutebot"}


async def test_room_names_are_compared_as_the_server_does(ngircd, bot_on, chat_client):
    ada = await chat_client(ngircd.port, "ada", room="#KILN")
    bot = await bot_on(ngircd.port)
    ada.say("#KILN", "shouted")
    assert (await bot.message("shouted")).room == bot.room


@pytest.mark.parametrize("text", ["grüße", "10\u00a0km", "tab\there", "漢字 👩\u200d🚀"])
async def test_text_comes_as_it_was_typed(ngircd, bot_on, chat_client, text):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("#kiln", text)
    ada.send_bytes(b"PRIVMSG #kiln :" + text.encode("cp1252", "ignore") + b" in cp1252\r\n")
    await bot.message("in cp1252$")
    assert bot.texts[0] == text
    assert bot.texts[1] == text.encode("cp1252", "ignore").decode("cp1252") + " in cp1252"


async def test_long_replies_reach_the_others_whole(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    text = " ".join(f"größe{number}👩\u200d🚀" for number in range(120))
    bot.say(text)
    bot.say("the end")
    await ada.wait_for("the end")
    spoken = [line for line in ada.lines if line.verb == "PRIVMSG" and line.text != "the end"]
    assert " ".join(line.text for line in spoken) == text
    lengths = [len(line.raw.encode()) + 2 for line in spoken]
    assert max(lengths) <= 512
    assert min(lengths[:-1]) > 450
    assert not ada.heard("CUT")


async def test_nobody_can_make_the_bot_say_another_command(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot.say("a\rPRIVMSG #kiln :injected\0 \x01VERSION\x01")
    bot.say("done")
    await ada.wait_for("done")
    assert ada.said() == ["minutebot: a", "minutebot: PRIVMSG #kiln :injected VERSION", "minutebot: done"]


async def test_the_bot_answers_version_once_in_a_while_and_dcc_never(ngircd, bot_on, chat_client):
    await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    ada.say("minutebot", "\x01DCC SEND x 1 2 3\x01")
    ada.say("minutebot", "\x01\x01")
    ada.say("minutebot", "\x01PING 42\x01")
    ada.say("minutebot", "\x01VERSION\x01")
    assert (await ada.wait_for("NOTICE ada")).text == "\x01PING 42\x01"
    assert (await ada.wait_for("NOTICE ada")).text == "\x01VERSION minutebot test\x01"


async def test_a_private_word_is_private(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada")
    ada.say("minutebot", "psst")
    message = await bot.message("psst")
    assert message.private
    assert message.room == bot.room
    assert "ada" not in bot.nicks()


async def test_a_flood_is_heard_whole(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port)
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    count = 20_000
    ada.send_bytes(b"".join(b"PRIVMSG #kiln :%d\r\n" % number for number in range(count)))
    await bot.message(f"^{count - 1}$", patience=30)
    assert bot.texts == [str(number) for number in range(count)]
    assert bot.client.health() == "connected as minutebot"


async def test_sixty_lines_at_once_do_not_get_the_bot_killed(ngircd_limited, bot_on, chat_client):
    bot = await bot_on(ngircd_limited.port, rate={"burst": 4, "per_second": 1})
    ada = await chat_client(ngircd_limited.port, "ada", room="#kiln")
    for number in range(60):
        bot.say(f"{number} " + "x" * 400)
    await ada.wait_for(":7 x", patience=15)
    assert bot.client.health() == "connected as minutebot"
    ngircd_limited.kill()


async def test_no_room_waits_behind_anothers_backlog(ngircd, bot_on, chat_client):
    bot = await bot_on(ngircd.port, ["#kiln", "#glaze"], rate={"burst": 2, "per_second": 20})
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    await ada.join("#glaze")
    for number in range(100):
        bot.say(f"summary {number}")
    bot.say("quick answer", bot.rooms[1])
    answer = await ada.wait_for("quick answer")
    before = ada.lines[: ada.lines.index(answer)]
    assert len([line for line in before if line.text.startswith("summary")]) < 20
    ngircd.kill()


async def test_a_certificate_of_a_known_authority_is_good(ngircd, bot_on, certificates):
    bot = await bot_on(ngircd.tls_port, host="localhost", tls={"ca_file": certificates.authority})
    assert bot.client.health() == "connected as minutebot"


async def test_an_unknown_authority_is_refused_and_told_once(ngircd, bot_on, caplog):
    bot = await bot_on(ngircd.tls_port, host="localhost", tls={}, joined=False)
    complaint = "the server's certificate is not valid: unable to get local issuer certificate"
    await bot.until(lambda: bot.client.health() == f"reconnecting: {complaint}")
    await asyncio.sleep(0.7)
    assert [record.levelname for record in caplog.records if complaint in record.message] == ["ERROR"]


async def test_a_certificate_for_another_host_is_refused(tmp_path, bot_on):
    elsewhere = make_certificates(tmp_path, "elsewhere.test")
    server = make_ngircd(tmp_path, elsewhere)
    server.start()
    try:
        bot = await bot_on(server.tls_port, host="localhost", tls={"ca_file": elsewhere.authority}, joined=False)
        await bot.until(lambda: "certificate is not valid for 'localhost'" in bot.client.health())
    finally:
        server.end()


async def test_verification_is_off_only_where_the_config_says_so(ngircd, bot_on):
    bot = await bot_on(ngircd.tls_port, tls={"verify": False})
    assert bot.client.health() == "connected as minutebot"
