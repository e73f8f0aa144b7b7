"""Corrected while it runs, killed, ended, corrected again and published again: on a real server, to the page."""

import asyncio
from functools import partial

import pytest

DROP = """
[publishers.list]
plugin = "mailing_list"
drop = "{home}/mail"
from = "minutebot@example.org"
to = ["kiln-devel@lists.example.org"]
"""
SECRET = "555-0199"


@pytest.mark.server("ngircd")
async def test_corrections_reach_the_page_the_list_and_every_row(ngircd, chat_client, bot_at, tmp_path) -> None:
    ada, bo = [await chat_client(ngircd.port, nick, room="#kiln") for nick in ("ada", "bo")]
    bot = bot_at(ngircd.port, more=DROP.format(home=tmp_path))
    await bot.start()
    await bo.wait_for("minutebot.* JOIN")
    say = partial(_say, bo)
    await say(ada, "#startmeeting", "recorded")
    await say(bo, "#info the glaze is bleu")
    await say(ada, "#agreed to fire on Mondya")
    await say(bo, f"#info call me on {SECRET}")
    await say(ada, "#status", "Recording since")
    await bot.kill()
    await bot.start()
    await bo.wait_for("Recording again")
    await say(ada, "s/Mondya/Monday/", "D-1 now reads: to fire on Monday")
    await say(bo, "s/bleu/blue/")
    await say(ada, "#endmeeting", r"Minutes: https://minutes\.example\.org/weekly/2026-04-08\.html")
    first = await bot.published()
    assert "- Decision to fire on Monday. Corrected by Ada Kern (was: to fire on Mondya)." in first.replace("\n", " ")
    assert "the glaze is blue" in first
    assert SECRET in first

    for _ in range(2):  # the correction of the glaze, which gives its first words back, then the number
        await say(bo, "#retract", "bo's last line is erased")
    await say(ada, "#edit D-1 to fire on Tuesday", "D-1 now reads: to fire on Tuesday")
    await say(ada, "#amend", "revision 2, is on its way")
    await bo.wait_for("minutes.*2026-04-08")
    page = await _settled(bot, "Tuesday")
    assert "the glaze is bleu" in page
    assert SECRET not in page
    assert await bot.stop() == 0
    assert [path for path in bot.home.rglob("*") if path.is_file() and _holds(path)] == _mailed(bot)


async def _say(hearer, who, text: str, answer: str = "") -> None:
    who.say("#kiln", text)
    await who.sync()
    if answer:
        await hearer.wait_for(answer)


async def _settled(bot, text: str) -> str:
    async with asyncio.timeout(60):
        while text not in (page := await bot.published()):
            await asyncio.sleep(0.05)
    return page


def _holds(path) -> bool:
    return SECRET.encode() in path.read_bytes()


def _mailed(bot) -> list:
    """What was mailed can't be fetched back: the first edition's mail."""
    return sorted((bot.home / "mail").glob("weekly-2026-04-08.r1*"))


@pytest.mark.server("ngircd")
async def test_a_draft_is_filed_while_the_meeting_runs_and_replaced_at_its_end(ngircd, chat_client, bot_at) -> None:
    ada, bo = [await chat_client(ngircd.port, nick, room="#kiln") for nick in ("ada", "bo")]
    bot = bot_at(ngircd.port)
    await bot.start()
    await bo.wait_for("minutebot.* JOIN")
    say = partial(_say, bo)
    await say(ada, "#startmeeting", "recorded")
    await say(bo, "hi")
    await say(ada, "#vote Do we fire on Monday?", "Do we fire on Monday")
    await say(bo, "+1")
    await say(ada, "-1 too early")
    await say(bo, "+1 again")
    await say(ada, "#save", "raft")
    draft = await _settled(bot, "Draft")
    assert "Monday" in draft
    await say(ada, "#endmeeting", "tie")
    await bo.wait_for(r"Minutes: https://minutes\.example\.org/weekly/2026-04-08\.html")
    page = await _settled(bot, "tie")
    assert "Draft" not in page
    assert await bot.stop() == 0
