"""From a room of a real Synapse to stored, and from `#info` to its mark, beside a bare nio loop in the same run."""

import asyncio
import os
import statistics
import time

from benchmarks.ground import cpu_seconds, spread
from benchmarks.matrix_ground import Ground, Person, both_on_synapse

LINES, SENDERS, RUNS = 300, 5, 5
AWAY = 1_500
ROUNDS, PAUSE = 100, 0.05
TALK = "so the question is whether we fire the second kiln before or after the glaze is dry"


async def _talk(person: Person, lines: int) -> None:
    """So many lines, several on their way at once."""
    numbers = iter(range(lines))

    async def some() -> None:
        for number in numbers:
            await person.say(f"{TALK}, {number}")

    await asyncio.gather(*(some() for _ in range(SENDERS)))


async def _rates(ground: Ground) -> None:
    """Live, turn by turn."""
    stored, kept, seen = ground.bot.stored(), [], []
    cpu: dict[str, list[float]] = {"bot": [], "bare": []}
    for run in range(1, RUNS + 1):
        before, began = cpu_seconds(ground.bot.pid), time.perf_counter()
        await _talk(ground.to_bot, LINES)
        kept.append(LINES / (await ground.bot.until_stored(stored + run * LINES) - began))
        cpu["bot"].append((cpu_seconds(ground.bot.pid) - before) / LINES * 1000)
        before, began = cpu_seconds(ground.bare.pid), time.perf_counter()
        await _talk(ground.to_bare, LINES)
        seen.append(LINES / (await ground.bare.until_seen(run * LINES) - began))
        cpu["bare"].append((cpu_seconds(ground.bare.pid) - before) / LINES * 1000)
    ratios = [a / b for a, b in zip(kept, seen, strict=True)]
    print(f"said and stored: {spread(kept)} messages/s, {SENDERS} senders, {LINES:,} messages, {RUNS} runs")
    print(f"a bare nio loop: {spread(seen)} messages/s; ratio {spread(ratios, 2)}")
    print(f"CPU a thousand:  {spread(cpu['bot'], 2)} s; the bare loop {spread(cpu['bare'], 2)} s")


async def _catching_up(ground: Ground) -> None:
    """What was said while it was away, from its return: here the server is not the one that is waited for."""
    await ground.bot.end()
    stored = ground.bot.stored()
    await _talk(ground.to_bot, AWAY)
    began = time.perf_counter()
    await ground.bot.start()
    seconds = await ground.bot.until_stored(stored + AWAY) - began
    print(f"caught up:       {AWAY:,} messages in {seconds:.2f} s, the start of the program included")


async def _delay(person: Person, number: int) -> float:
    """Milliseconds from sending a line to seeing the mark on it."""
    await asyncio.sleep(PAUSE)
    began = time.perf_counter()
    event_id = await person.say(f"#info {number}")
    return (await person.until_marked(event_id) - began) * 1000


async def _delays(ground: Ground) -> None:
    for person in (ground.to_bot, ground.to_bare):
        await person.begin_to_listen()
    bot, bare = [], []
    for number in range(ROUNDS):
        bot.append(await _delay(ground.to_bot, number))
        bare.append(await _delay(ground.to_bare, number))
    for name, values in (("#info to its mark", bot), ("a bare nio loop", bare)):
        quantiles = statistics.quantiles(values, n=20)
        print(f"{name:17} p50 {statistics.median(values):.1f} ms, p95 {quantiles[18]:.1f} ms, {ROUNDS} rounds")
    more = statistics.median(a - b for a, b in zip(bot, bare, strict=True))
    ratio = statistics.median(a / b for a, b in zip(bot, bare, strict=True))
    print(f"in pairs: {more:.1f} ms more, ratio {ratio:.2f}")


async def main() -> None:
    async with both_on_synapse() as ground:
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        await ground.to_bot.say("#startmeeting Bench")
        await ground.bot.until_stored(1)
        await _delays(ground)
        await _rates(ground)
        await _catching_up(ground)
