"""The whole road from an encrypted Matrix room: the example meeting, and a bot that is killed in the middle."""

import asyncio
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.matrix import crypto
from tests.matrix.bots import unique
from tests.servers.sealed import ENCRYPTED, SealedPerson
from tests.waiting import answered

pytestmark = [
    pytest.mark.server("synapse"),
    pytest.mark.skipif(not crypto.installed(), reason="minutebot[e2e] is not installed"),
]
NICKS = ("ada", "bo", "cy_", "elif", "dmitri", "gwen", "zz", "fen")
GAP = 110  # more than a server tells at once, and than one key is used for


@pytest.fixture
async def sealed_room(synapse, matrix_bot):
    """`room, bot, people = await sealed_room("12", "ada", "bo")`: the bot is there, and all know all devices."""
    known = []

    async def make(version: str, *nicks: str):
        people = {nick: SealedPerson(synapse.register(unique(nick.strip("_")), nick)) for nick in nicks}
        known.extend(people.values())
        host = people[nicks[0]].plain
        room = host.create(room_version=version, **ENCRYPTED)
        for person in people.values():
            person.plain.join(room)
            await person.sync()
        bot = matrix_bot(room)
        text = bot.config.read_text(encoding="utf-8")
        bot.config.write_text(re.sub(r"(series = .*)", r'\1\npublish = ["archive"]', text), encoding="utf-8")
        await bot.start()
        await answered(lambda: len(host.call("GET", f"/rooms/{room}/joined_members")["joined"]) == len(nicks) + 1)
        for person in people.values():
            await person.sync()
        return room, bot, people

    yield make
    for person in known:
        await person.close()


async def _say(who: SealedPerson, room: str, text: str) -> str:
    if text.startswith("\x01ACTION "):
        return await who.say(room, text[8:-1], "m.emote")
    return await who.say(room, text)


async def told(who: SealedPerson, text: str) -> None:
    """Until the bot said this."""
    async with asyncio.timeout(90):
        while not any(text in notice for notice in who.heard):
            await who.sync(wait=2000)


@pytest.mark.parametrize("version", [pytest.param("11", marks=pytest.mark.long), "12"])
async def test_the_example_meeting_gives_the_documented_page(sealed_room, example_lines, example_page, version) -> None:
    room, bot, people = await sealed_room(version, *NICKS)
    for nick, text in example_lines:
        await _say(people[nick], room, text)
    await told(people["ada"], "Minutes: https://minutes.example.org/weekly/2026-04-08.html")
    notices = await people["ada"].notices(room)
    assert not [said for said in notices if said == "?" or said.startswith("plain: ")]
    assert await bot.published() == example_page
    assert await bot.stop() == 0


@pytest.mark.long
async def test_killed_in_the_middle_every_line_is_kept_once_and_every_reply_there_once(sealed_room) -> None:
    room, bot, people = await sealed_room("12", "ada")
    ada, said = people["ada"], []

    async def talk(count: int, note: str) -> None:
        for number in range(count):
            said.append(f"#topic {note} {number}" if number % 10 == 0 else f"{note} {number}")
            await ada.say(room, said[-1])

    await ada.say(room, "#startmeeting")
    await talk(5, "before")
    await bot.kill()
    await talk(GAP, "while away")
    await bot.start()
    await talk(5, "back")
    await bot.kill()
    key = await ada.leave_out(room, _bots_user(bot))
    await ada.say(room, "#topic for other ears")
    await bot.start()
    await told(ada, "ada: I have no key for what you just said")
    await ada.give(room, _bots_user(bot), key)
    await told(ada, "Topic: for other ears")
    with closing(sqlite3.connect(bot.home / "minutebot.db")) as connection:
        topics = [row[0] for row in connection.execute("SELECT title FROM topics ORDER BY number")]
        kept = [row[0] for row in connection.execute("SELECT text FROM messages WHERE from_bot = 0 ORDER BY line")]
    meant = [line.removeprefix("#topic ") for line in said if line.startswith("#topic ")] + ["for other ears"]
    assert topics == meant
    assert kept == ["#startmeeting", *said, "(could not be decrypted)", "#topic for other ears"]
    lines = [line for notice in await ada.notices(room) for line in notice.splitlines()]
    assert [line for line in lines if line.startswith("Topic: ")] == [f"Topic: {title}" for title in meant]
    await ada.say(room, "#endmeeting")
    await told(ada, "Minutes: ")
    assert "could not be decrypted" not in await bot.published()
    assert await bot.stop() == 0


async def test_what_could_never_be_decrypted_is_told_in_the_minutes(sealed_room) -> None:
    room, bot, people = await sealed_room("12", "ada", "bo")
    ada, bo = people["ada"], people["bo"]
    await ada.say(room, "#startmeeting")
    await bo.leave_out(room, _bots_user(bot))
    await bo.say(room, "#info for other ears")
    await told(ada, "bo: I have no key")
    await ada.say(room, "#endmeeting")
    await told(ada, "Minutes: ")
    assert re.search(r"1 message could not be decrypted \(\d\d:\d\d UTC\)\.", await bot.published())
    log = (bot.home / "archive" / "weekly" / "2026-04-08.log.txt").read_text(encoding="utf-8")
    assert "<bo> (could not be decrypted)" in log
    assert await bot.stop() == 0


def _bots_user(bot) -> str:
    return re.search(r'user = "(.*)"', bot.config.read_text(encoding="utf-8"))[1]


@pytest.mark.long
async def test_two_bots_of_one_account_both_read_the_room_and_neither_reads_the_other(sealed_room) -> None:
    room, bot, people = await sealed_room("12", "ada")
    ada, second = people["ada"], bot.home / "second"
    second.mkdir()
    config = bot.config.read_text(encoding="utf-8").replace(str(bot.home), str(second))
    (second / "config.toml").write_text(config, encoding="utf-8")
    other = replace(bot, home=second, config=second / "config.toml", process=None)
    await other.start()
    await answered(lambda: f"in {room}" in other.log)
    await ada.sync()
    for text in ("#startmeeting", "#info sealed words", "#endmeeting"):
        await ada.say(room, text)
    await told(ada, "Minutes: ")
    for each in (bot, other):
        assert "sealed words" in await each.published()
        with closing(sqlite3.connect(each.home / "minutebot.db")) as connection:
            kept = [row[0] for row in connection.execute("SELECT text FROM messages WHERE from_bot = 0 ORDER BY line")]
        assert kept == ["#startmeeting", "#info sealed words", "#endmeeting"]
        assert await each.stop() == 0
    begun = [
        notice for notice in await ada.notices(room) if notice.startswith("Weekly Meeting: 2026-04-08. Chair: ada.")
    ]
    assert len(begun) == 2, "each of them answers"
