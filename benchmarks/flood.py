"""100,000 lines, unpaced, in one meeting: none may be lost, and the server may not throw the bot off."""

from benchmarks.ground import bot_on, cpu_seconds, memory, ngircd, send_lines

LINES = 100_000


async def main() -> None:
    async with ngircd() as port, bot_on(port) as (bot, chair):
        chair.say("#bench", "#startmeeting Bench")
        await chair.wait_for("recorded")
        await chair.part("#bench")  # who would read all of it here takes a core from the server and the bot
        stored = bot.stored()
        began = await send_lines(port, "#bench", 5, LINES)
        seconds = await bot.until_stored(stored + LINES) - began
        thrown = (bot.home / "bot.log").read_text().count("closed the connection")
        print(f"{LINES:,} lines in {seconds:.2f} s ({LINES / seconds:,.0f} lines/s); thrown off {thrown} times")
        print(f"CPU {cpu_seconds(bot.pid):.2f} s; peak memory {memory(bot.pid):.1f} MiB")
