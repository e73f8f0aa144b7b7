"""From the start of the process to the join, with a database that is there already."""

import time

from benchmarks.ground import bot_on, memory, ngircd, spread

RUNS = 7


async def main() -> None:
    async with ngircd() as port, bot_on(port) as (bot, chair):
        times, sizes = [], []
        for _ in range(RUNS):
            await bot.end()
            await chair.wait_for("minutebot.* QUIT")
            began = time.perf_counter()
            await bot.start()
            await chair.wait_for("minutebot.* JOIN", 20)
            times.append(time.perf_counter() - began)
            sizes.append(memory(bot.pid, "VmRSS"))
        print(f"start to joined: {spread(times, 2)} s; {spread(sizes, 1)} MiB; {RUNS} runs")
