"""A meeting that nobody ends, held for real: it is asked for, ends by itself, and is published."""

import pytest

SHORT = 'series = "Weekly Meeting"\nidle_after = "1 s"\nend_after = "1.5 s"\n'


@pytest.mark.server("ngircd")
async def test_a_meeting_that_nobody_ends_is_asked_for_and_then_published(ngircd, chat_client, bot_at) -> None:
    ada, bo = [await chat_client(ngircd.port, nick, room="#kiln") for nick in ("ada", "bo")]
    bot = bot_at(ngircd.port)
    settings = bot.config.read_text(encoding="utf-8").replace('series = "Weekly Meeting"\n', SHORT)
    bot.config.write_text(settings, encoding="utf-8")
    await bot.start()
    await ada.wait_for("minutebot.* JOIN")
    ada.say("#kiln", "#startmeeting")
    await ada.sync()
    bo.say("#kiln", "#info the glaze is wet")
    await ada.wait_for("Still meeting\\?")
    bo.say("#kiln", "yes, still here")
    await bo.sync()
    await ada.wait_for("yes, still here")
    await ada.wait_for("Still meeting\\?.*ends by itself in less than a minute")
    await ada.wait_for("Weekly Meeting: 2026-04-08 ended automatically; nothing was said after 15:0")
    await ada.wait_for("Minutes: https")
    page = await bot.published()
    assert "- BL: the glaze is wet" in page
    assert "- The meeting ended automatically: nothing was said after 15:0" in page
    assert "yes, still here" in await bot.published("weekly/2026-04-08.log.txt")
    assert await bot.stop() == 0
