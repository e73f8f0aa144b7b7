"""Lines recorded a second through ngircd, every one committed with synchronous=FULL, beside a bare asyncio client."""

import asyncio
import time

from benchmarks.ground import bot_on, cpu_seconds, memory, ngircd, send_lines, spread

LINES = 20_000
CLIENTS = 5
RUNS = 5


async def _bare(port: int, lines: int) -> float:
    """The lines a second of a client that only reads."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(b"NICK bare\r\nUSER bare 0 * :bare\r\nJOIN #bare\r\n")
    while b" 366 " not in await reader.readline():
        pass
    counted = asyncio.ensure_future(_count(reader, lines))
    began = await send_lines(port, "#bare", CLIENTS, lines)
    ended = await counted
    writer.write(b"QUIT\r\n")
    return lines / (ended - began)


async def _count(reader: asyncio.StreamReader, lines: int) -> float:
    seen, rest = 0, b""
    while seen < lines:
        whole, _, rest = (rest + await reader.read(2**18)).rpartition(b"\n")
        seen += whole.count(b" PRIVMSG ")
    return time.perf_counter()


async def main() -> None:
    rates, cpu, bare = [], [], []
    async with ngircd() as port, bot_on(port) as (bot, chair):
        chair.say("#bench", "#startmeeting Bench")
        await chair.wait_for("recorded")
        await chair.part("#bench")  # who would read all of it here takes a core from the server and the bot
        stored, before = bot.stored(), memory(bot.pid, "VmRSS")
        for _ in range(RUNS):
            used = cpu_seconds(bot.pid)
            began = await send_lines(port, "#bench", CLIENTS, LINES)
            stored += LINES
            rates.append(LINES / (await bot.until_stored(stored) - began))
            cpu.append((cpu_seconds(bot.pid) - used) / LINES * 1000)
            bare.append(await _bare(port, LINES))
        print(f"recorded and durable: {spread(rates)} lines/s, {CLIENTS} clients, {LINES:,} lines, {RUNS} runs")
        ratios = [a / b for a, b in zip(rates, bare, strict=True)]
        print(f"a bare client:        {spread(bare)} lines/s; ratio {spread(ratios, 2)}")
        print(f"CPU of the bot:       {spread(cpu, 4)} s per 1,000 lines")
        after, peak = memory(bot.pid, "VmRSS"), memory(bot.pid)
        print(f"memory: {before:.1f} MiB before, {after:.1f} after {RUNS * LINES:,} lines, peak {peak:.1f}")
