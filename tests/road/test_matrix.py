"""The whole road from a real Matrix room: the example meeting, and a bot that is killed again and again."""

import asyncio
import random
import sqlite3
from contextlib import closing

import pytest

from tests.matrix.bots import unique

pytestmark = pytest.mark.server("synapse")
NICKS = ("ada", "bo", "cy_", "elif", "dmitri", "gwen", "zz", "fen")
KILLS = 4


def _config(synapse, account, room: str, home) -> str:
    return f"""
[store]
url = "sqlite:///{home}/minutebot.db"
[networks.kiln]
kind = "matrix"
homeserver = "{synapse.url}"
user = "{account.user_id}"
password = {{ value = "{account.password}" }}
credentials = "{home}/matrix.login"
backoff = {{ first = 0.2, longest = 1 }}
[[rooms]]
network = "kiln"
name = "{room}"
series = "Weekly Meeting"
"""


@pytest.fixture
def matrix_bot(synapse, bot_at):
    """`bot = matrix_bot("#kiln:kiln.test")`: the bot's process, recording in that room alone."""

    def make(room: str):
        bot = bot_at(1)
        text = bot.config.read_text(encoding="utf-8")
        rest = text[text.index("[publishers.archive]") :]
        account = synapse.register(unique("minutebot"), "minutebot")
        bot.config.write_text(_config(synapse, account, room, bot.home) + rest, encoding="utf-8")
        return bot

    return make


async def until(holds, patience: float = 90.0):
    """What a question to the server answers, once it does."""
    async with asyncio.timeout(patience):
        while not (found := await asyncio.to_thread(holds)):
            await asyncio.sleep(0.05)
    return found


def _say(who, room: str, text: str) -> str:
    if text.startswith("\x01ACTION "):
        return who.say(room, text[8:-1], "m.emote")
    return who.say(room, text)


@pytest.mark.parametrize("version", ["11", "12"])
async def test_the_example_meeting_gives_the_documented_page(
    synapse, matrix_bot, example_lines, example_page, version
) -> None:
    people = {nick: synapse.register(unique(nick.strip("_")), nick) for nick in NICKS}
    alias = unique("kiln")
    room = people["ada"].create(alias, room_version=version)
    for person in people.values():
        person.join(room)
    bot = matrix_bot(f"#{alias}:kiln.test")
    await bot.start()
    await until(lambda: len(people["ada"].call("GET", f"/rooms/{room}/joined_members")["joined"]) == len(NICKS) + 1)
    for nick, text in example_lines:
        _say(people[nick], room, text)
    notices = await until(lambda: [said for said in people["ada"].notices(room) if "Minutes: " in said])
    assert "https://minutes.example.org/weekly/2026-04-08.html" in notices[0]
    assert await bot.published() == example_page
    assert await bot.stop() == 0


async def test_killed_at_any_moment_each_line_is_kept_once_and_each_reply_is_there_once(synapse, matrix_bot) -> None:
    (ada,) = [synapse.register(unique("ada"), "ada")]
    room = ada.create(room_version="12")
    bot = matrix_bot(room)
    await bot.start()
    await until(lambda: len(ada.call("GET", f"/rooms/{room}/joined_members")["joined"]) > 1)
    ada.say(room, "#startmeeting")
    rng = random.Random(4)
    said = []
    for kill in range(KILLS):
        for number in range(rng.randrange(3, 9)):
            said.append(f"{kill}.{number}")
            ada.say(room, f"#topic {said[-1]}")
        await asyncio.sleep(rng.random() / 4)
        await bot.kill()
        for number in range(110 if kill == 2 else 5):  # more than a server tells at once
            said.append(f"{kill}.{number} while away")
            ada.say(room, f"#topic {said[-1]}")
        await bot.start()
        await until(lambda: f"Topic: {said[-1]}" in "\n".join(ada.notices(room)).splitlines())
    with closing(sqlite3.connect(bot.home / "minutebot.db")) as connection:
        topics = [row[0] for row in connection.execute("SELECT title FROM topics ORDER BY number")]
        kept = [row[0] for row in connection.execute("SELECT text FROM messages WHERE from_bot = 0 ORDER BY line")]
    assert topics == said
    assert kept == ["#startmeeting", *(f"#topic {title}" for title in said)]
    answers = [line for notice in ada.notices(room) for line in notice.splitlines() if line.startswith("Topic: ")]
    assert answers == [f"Topic: {title}" for title in said]
    assert await bot.stop() == 0


async def test_logged_out_for_good_the_bot_ends_and_says_what_to_do(synapse, matrix_bot) -> None:
    ada = synapse.register(unique("ada"))
    bot = matrix_bot(ada.create())
    text = bot.config.read_text(encoding="utf-8")
    bot.config.write_text(text.replace("password = {", "token = {"), encoding="utf-8")
    await bot.start()
    assert await asyncio.wait_for(bot.process.wait(), 20) == 1
    assert "NetworkError" in bot.log
