"""The example meeting, held for real, yields the documented page byte for byte."""

from datetime import UTC, datetime

import pytest

LATER = datetime(2026, 4, 8, 16, 10, tzinfo=UTC)
NICKS = ("ada", "bo", "cy_", "elif", "dmitri", "gwen", "zz", "fen")


async def _people(chat_client, port: int, **more: str):
    return {nick: await chat_client(port, nick, room="#kiln", **more) for nick in NICKS}


async def _say(people, lines) -> None:
    """Each says their line when the one before is on the server: order is part of the example."""
    for nick, text in lines:
        people[nick].say("#kiln", text)
        await people[nick].sync()


@pytest.mark.server("ngircd")
async def test_on_ngircd(ngircd, chat_client, bot_at, example_lines, example_page) -> None:
    people = await _people(chat_client, ngircd.port)
    bot = bot_at(ngircd.port)
    await bot.start()
    await people["ada"].wait_for("minutebot.* JOIN")
    await _say(people, example_lines)
    await people["ada"].wait_for(r"Minutes: https://minutes\.example\.org/weekly/2026-04-08\.html")
    assert await bot.published() == example_page
    assert await bot.stop() == 0


async def test_after_a_crash_in_the_middle_on_a_server_with_history(
    embedded, chat_client, bot_at, example_lines, example_page
) -> None:
    people = await _people(chat_client, embedded.port)
    bot = bot_at(embedded.port)
    await bot.start()
    await people["ada"].wait_for("minutebot.* JOIN")
    await _say(people, example_lines[:22])
    await people["ada"].wait_for("Topic: Hack week in the autumn")
    await bot.kill()
    await people["ada"].wait_for("minutebot.* QUIT")
    await _say(people, example_lines[22:28])
    await bot.start()
    await people["ada"].wait_for("minutebot.* JOIN")
    await _say(people, example_lines[28:])
    await people["ada"].wait_for("Minutes: https")
    assert await bot.published() == example_page


@pytest.mark.server("ngircd")
async def test_after_a_crash_on_ngircd_the_page_carries_the_gap_and_nothing_else_differs(
    ngircd, chat_client, bot_at, example_lines, example_page
) -> None:
    people = await _people(chat_client, ngircd.port)
    bot = bot_at(ngircd.port)
    await bot.start()
    await people["ada"].wait_for("minutebot.* JOIN")
    await _say(people, example_lines[:22])
    people["ada"].say("#kiln", "#status")
    await people["ada"].wait_for("Recording since")  # what was said before is kept now
    await bot.kill()
    await bot.start(at=LATER)
    await people["ada"].wait_for("Recording again; lines between 15:00 and 16:10 UTC may be missing")
    await _say(people, example_lines[22:])
    await people["ada"].wait_for("Minutes: https")
    page = await bot.published()
    gap = "- Recording was interrupted: lines between 15:00 and 16:10 UTC may be missing.\n"
    assert gap in page
    assert page.replace(gap, "") == example_page
