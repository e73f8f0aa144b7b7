"""`#topic` to its reply, idle, beside a bare client that echoes on the same server in the same run."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.ground import bot_on, ngircd
from tests.servers.chat import ChatClient

ROUNDS = 100
PAUSE = 0.06  # ngircd's Nagle shows a false 33 ms to those who write more often than every 40 ms


@asynccontextmanager
async def _echo(port: int, room: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.echo", str(port), room,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()
    yield
    process.terminate()
    await process.wait()


async def _round(chair: ChatClient, room: str, text: str, answer: str) -> float:
    await asyncio.sleep(PAUSE)
    began = time.perf_counter()
    chair.say(room, text)
    await chair.wait_for(lambda heard: heard.verb == "PRIVMSG" and heard.text == answer)
    return (time.perf_counter() - began) * 1000


async def main() -> None:
    async with ngircd() as port, bot_on(port) as (_, chair), _echo(port, "#echo"):
        await chair.join("#echo")
        chair.say("#bench", "#startmeeting Bench")
        await chair.wait_for("recorded")
        bot, floor = [], []
        for number in range(ROUNDS):
            bot.append(await _round(chair, "#bench", f"#topic {number}a", f"Topic: {number}a"))
            floor.append(await _round(chair, "#echo", f"{number}b", f"Topic: {number}b"))
    for name, values in (("#topic to reply", bot), ("bare echo", floor)):
        quantiles = statistics.quantiles(values, n=20)
        print(f"{name:16} p50 {statistics.median(values):.2f} ms, p95 {quantiles[18]:.2f} ms, {ROUNDS} rounds")
    print(f"difference of the medians {statistics.median(bot) - statistics.median(floor):.2f} ms")
