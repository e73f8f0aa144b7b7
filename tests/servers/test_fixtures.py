"""The real servers start, carry talk, die and come back."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOM = "#fixtures"


async def two_people(server, chat_client):
    return await asyncio.gather(*(chat_client(server.port, nick, room=ROOM) for nick in ("ada", "bo")))


async def assert_two_can_talk(server, chat_client):
    ada, bo = await two_people(server, chat_client)
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
    ada, bo = await two_people(ngircd_limited, chat_client)
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


@pytest.mark.server("inspircd")
async def test_inspircd_carries_talk_with_times_and_ids(inspircd, chat_client):
    await assert_two_can_talk(inspircd, chat_client)
    ada = await chat_client(inspircd.port, "ada", room=ROOM, caps="server-time message-tags echo-message")
    ada.say(ROOM, "hello")
    assert (await ada.wait_for("PRIVMSG")).tags.keys() >= {"time", "msgid"}


@pytest.mark.server("inspircd")
async def test_inspircd_speaks_tls(inspircd, chat_client, certificates):
    ada = await chat_client(inspircd.tls_port, "ada", tls=certificates.trusting(), room=ROOM)
    await ada.sync()


@pytest.mark.server("inspircd")
async def test_inspircd_lets_a_thousand_lines_through(inspircd, chat_client):
    ada, bo = await two_people(inspircd, chat_client)
    for number in range(1000):
        bo.say(ROOM, str(number))
    await ada.wait_for(":999$")
    assert ada.said(ROOM) == [f"bo: {number}" for number in range(1000)]


@pytest.mark.server("inspircd")
async def test_inspircd_replays_a_rooms_history_to_who_joins(inspircd, chat_client):
    ada = await chat_client(inspircd.port, "ada", room="#history")
    ada.send("MODE #history +H 50:1h")
    ada.say("#history", "before bo came")
    await ada.sync()
    bo = await chat_client(inspircd.port, "bo", room="#history", caps="batch server-time message-tags")
    batch = await bo.wait_for(r"BATCH :?\+")
    assert batch.params[1:] == ("chathistory", "#history")
    assert (await bo.wait_for("before bo came")).tags["batch"] == batch.params[0][1:]


@pytest.mark.server("inspircd")
async def test_inspircd_with_its_own_limits_slows_a_flood_down(inspircd_limited, chat_client):
    ada, bo = await two_people(inspircd_limited, chat_client)
    for number in range(20):
        bo.say(ROOM, str(number))
    with pytest.raises(AssertionError, match="nothing like"):
        await ada.wait_for(":19$", patience=1)


@pytest.mark.server("inspircd")
async def test_inspircd_killed_comes_back_on_its_port(own_inspircd, chat_client):
    ada = await chat_client(own_inspircd.port, "ada", room=ROOM)
    own_inspircd.kill()
    await ada.closing()
    own_inspircd.start()
    await assert_two_can_talk(own_inspircd, chat_client)


@pytest.mark.server("inspircd", "anope")
async def test_services_know_their_accounts(services, chat_client):
    ada = await chat_client(services.port, "ada", room=ROOM, caps="account-tag", account="ada", password="secret")
    bo = await chat_client(services.port, "other", room=ROOM, account="bo", password="secret")
    bo.say(ROOM, "hello")
    assert (await ada.wait_for("PRIVMSG")).tags["account"] == "bo"
    with pytest.raises(AssertionError, match=" 904 "):
        await chat_client(services.port, "mallory", account="ada", password="guessed")


@pytest.mark.server("inspircd", "anope")
async def test_services_that_die_take_sasl_with_them_and_bring_it_back(services, chat_client):
    services.anope.kill()
    with pytest.raises(AssertionError, match="no sasl"):
        await chat_client(services.port, "bo", account="bo", password="secret")
    services.start()
    await chat_client(services.port, "other", account="bo", password="secret")


def run_pytest(**environment: str) -> str:
    """What pytest says about a test whose server is missing."""
    test = f"{Path(__file__).with_name('test_mailman.py')}::test_a_members_post_is_distributed_and_archived"
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", test]
    clean = {name: value for name, value in os.environ.items() if name not in {"CI", "MINUTEBOT_REQUIRE_SERVERS"}}
    done = subprocess.run(
        command, env=clean | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_a_test_without_its_server_is_skipped_and_the_summary_says_how_to_get_it(tmp_path):
    said = run_pytest(MINUTEBOT_SERVERS=str(tmp_path))
    assert "1 skipped" in said
    assert "mailman: tests that need them did not run.\nmake servers, as root" in said


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"MINUTEBOT_REQUIRE_SERVERS": "1"}])
def test_where_all_must_run_a_missing_server_is_a_failure(tmp_path, environment):
    assert "1 error" in run_pytest(MINUTEBOT_SERVERS=str(tmp_path), **environment)


@pytest.mark.server("synapse")
def test_synapse_carries_talk_and_killed_comes_back_with_what_it_had(own_synapse):
    ada = own_synapse.register("ada")
    room = ada.create()
    ada.say(room, "hello", "m.notice")
    own_synapse.server.kill()
    own_synapse.start()
    ada.say(room, "again", "m.notice")
    assert ada.notices(room) == ["hello", "again"]
