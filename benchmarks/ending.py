"""`#endmeeting` to its reply and to the archived page, by length of the meeting, and how long another channel waits."""

import asyncio
import time

from benchmarks.ground import Bot, bot_on, memory, ngircd, send_lines
from tests.servers.chat import ChatClient

SIZES = (100, 1_000, 10_000, 50_000)


async def _ask(other: ChatClient, waits: list[float]) -> None:
    """Ask for a topic in another channel, again and again, and note how long each answer took."""
    number = 0
    while True:
        number += 1
        began = time.perf_counter()
        other.say("#other", f"#topic {number}")
        await other.wait_for(lambda heard, n=number: heard.text == f"Topic: {n}", 30)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.045)


async def _hold(bot: Bot, chair: ChatClient, lines: int) -> None:
    """Two meetings, one of them long."""
    for room in ("#other", "#bench"):
        chair.say(room, "#startmeeting")
        await chair.wait_for("recorded")
    await chair.part("#bench")  # and stays the chair, being in #other still
    stored = bot.stored()
    await send_lines(bot.port, "#bench", 5, lines)
    await bot.until_stored(stored + lines)
    await chair.join("#bench")


async def _one(lines: int) -> None:
    async with ngircd() as port, bot_on(port, "#bench", "#other") as (bot, chair):
        await _hold(bot, chair, lines)
        other = await ChatClient.connect(port, "other")
        await other.log_on()
        await other.join("#other")
        chair.say("#other", "#chair other")
        await chair.wait_for("Chairs: ")
        waits: list[float] = []
        asking = asyncio.ensure_future(_ask(other, waits))
        await asyncio.sleep(0.5)
        usual = sorted(waits)[len(waits) // 2] * 1000
        waits.clear()
        before = memory(bot.pid, "VmRSS")
        began = time.perf_counter()
        chair.say("#bench", "#endmeeting")
        await chair.wait_for("ended after", 30)
        replied = time.perf_counter() - began
        await chair.wait_for("Minutes: ", 60)
        filed = time.perf_counter() - began
        await asyncio.sleep(0.2)
        asking.cancel()
        peak = memory(bot.pid)
        print(
            f"{lines:7,} lines: reply {replied * 1000:6.1f} ms, page filed {filed:5.2f} s; another channel waits "
            f"{max(waits) * 1000:5.1f} ms at most ({usual:.1f} ms usually); {before:.1f} MiB, peak {peak:.1f}"
        )
        await other.quit()


async def main() -> None:
    for lines in SIZES:
        await _one(lines)
