"""The real servers start, carry talk, die and come back."""

import pytest

ROOM = "#fixtures"


async def assert_two_can_talk(server, chat_client):
    ada = await chat_client(server.port, "ada", room=ROOM)
    bo = await chat_client(server.port, "bo", room=ROOM)
    bo.say(ROOM, "hello")
    heard = await ada.wait_for("PRIVMSG")
    assert (heard.nick, heard.text) == ("bo", "hello")
    await ada.leave()
    await bo.leave()


@pytest.mark.server("ngircd")
async def test_ngircd_carries_talk_and_offers_almost_nothing(ngircd, chat_client):
    await assert_two_can_talk(ngircd, chat_client)
    ada = await chat_client(ngircd.port, "ada", caps="server-time multi-prefix")
    assert ada.caps == {"multi-prefix"}


@pytest.mark.server("ngircd")
async def test_ngircd_speaks_tls_with_a_certificate_of_our_authority(ngircd, chat_client, certificates):
    ada = await chat_client(ngircd.tls_port, "ada", tls=certificates.trusting(), room=ROOM)
    await ada.sync()


@pytest.mark.server("ngircd")
async def test_ngircd_killed_is_seen_at_once_and_comes_back_on_its_port(ngircd, chat_client):
    ada = await chat_client(ngircd.port, "ada", room=ROOM)
    ngircd.kill()
    await ada.closing()
    with pytest.raises(ConnectionRefusedError):
        await chat_client(ngircd.port, "ada")
    ngircd.start()
    await assert_two_can_talk(ngircd, chat_client)


@pytest.mark.server("ngircd")
async def test_a_stopped_server_is_silent_until_it_goes_on(ngircd, chat_client):
    ada = await chat_client(ngircd.port, "ada")
    ngircd.stop()
    ada.send("PING :are-you-there")
    with pytest.raises(AssertionError, match="nothing like"):
        await ada.wait_for("PONG", patience=0.3)
    ngircd.cont()
    await ada.wait_for("PONG")


@pytest.mark.server("ngircd")
async def test_ngircd_with_its_own_limits_slows_a_flood_down(ngircd_limited, chat_client):
    ada = await chat_client(ngircd_limited.port, "ada", room=ROOM)
    bo = await chat_client(ngircd_limited.port, "bo", room=ROOM)
    for number in range(30):
        bo.say(ROOM, str(number))
    await ada.wait_for("PRIVMSG")
    with pytest.raises(AssertionError, match="nothing like"):
        await ada.wait_for(":29$", patience=1)


@pytest.mark.server("ngircd")
async def test_a_netsplit_takes_the_people_of_the_other_server_away(ngircd_pair, chat_client):
    here, there = ngircd_pair
    ada = await chat_client(here.port, "ada", room=ROOM)
    bo = await chat_client(there.port, "bo", room=ROOM)
    bo.say(ROOM, "across the link")
    await ada.wait_for("across the link")
    there.kill()
    assert (await ada.wait_for("QUIT")).text == "one.test two.test"
    there.start()
    await chat_client(there.port, "bo", room=ROOM)
    await ada.wait_for(":bo!.* JOIN")
