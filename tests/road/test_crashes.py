"""Killed with SIGKILL again and again: what was acknowledged is kept, and the same people are chairs."""

import random
import sqlite3
from contextlib import closing

import pytest

KILLS = 5


def _topics(database) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM topics ORDER BY number")]


@pytest.mark.server("ngircd")
async def test_nothing_acknowledged_is_lost(ngircd, chat_client, bot_at) -> None:
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot = bot_at(ngircd.port)
    await bot.start()
    await ada.wait_for("minutebot.* JOIN")
    ada.say("#kiln", "#startmeeting")
    await ada.wait_for("recorded")
    rng = random.Random(8)
    acknowledged = []
    for kill in range(KILLS):
        for number in range(rng.randrange(1, 12)):
            ada.say("#kiln", f"#topic {kill} {number}")
            await ada.wait_for(f"Topic: {kill} {number}$")
            acknowledged.append(f"{kill} {number}")
        ada.say("#kiln", f"#topic in flight {kill}")
        await bot.kill()
        kept = [topic for topic in _topics(bot.home / "minutebot.db") if "flight" not in topic]
        assert kept == acknowledged
        await bot.start()
        await ada.wait_for("Recording again; lines between .* may be missing")
    ada.say("#kiln", "#endmeeting")
    await ada.wait_for("Minutes: ")
    page = await bot.published()
    assert [line[5:-5] for line in page.splitlines() if line.startswith("#### ") and "flight" not in line] == [
        *acknowledged,
        "AoB",
    ]


@pytest.mark.server("ngircd")
async def test_a_stranger_who_takes_the_chairs_nick_while_the_bot_is_down_is_no_chair(
    ngircd, chat_client, bot_at
) -> None:
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bo = await chat_client(ngircd.port, "bo", room="#kiln")
    bot = bot_at(ngircd.port)
    await bot.start()
    await bo.wait_for("minutebot.* JOIN")
    ada.say("#kiln", "#startmeeting")
    await bo.wait_for("recorded")
    ada.say("#kiln", "#chair bo")
    await bo.wait_for("Chairs: ada, bo")
    await bot.kill()
    await ada.quit()
    stranger = await chat_client(ngircd.port, "fen", room="#kiln")
    await stranger.change_nick("ada")
    await bot.start()
    await bo.wait_for("Recording again")
    stranger.say("#kiln", "#topic Mine")
    await bo.wait_for("minutebot.*ada: only a chair or the scribe may say #topic")
    bo.say("#kiln", "#topic Ours")
    await bo.wait_for("Topic: Ours")


@pytest.mark.server("ngircd")
async def test_a_bot_that_is_told_to_stop_keeps_what_it_heard_and_goes_on_later(ngircd, chat_client, bot_at) -> None:
    ada = await chat_client(ngircd.port, "ada", room="#kiln")
    bot = bot_at(ngircd.port)
    await bot.start()
    await ada.wait_for("minutebot.* JOIN")
    ada.say("#kiln", "#startmeeting")
    await ada.wait_for("recorded")
    ada.say("#kiln", "#info before the stop")
    await ada.sync()
    assert await bot.stop() == 0
    await ada.wait_for("minutebot.* QUIT")
    await bot.start()
    await ada.wait_for("Recording again")
    ada.say("#kiln", "#info after it")
    ada.say("#kiln", "#endmeeting")
    await ada.wait_for("Minutes: ")
    page = await bot.published()
    assert "- before the stop\n" in page
    assert "- after it\n" in page
