"""`#topic` to its reply, idle, beside a bare client that echoes on the same server in the same run."""

import asyncio
import statistics
import time

from benchmarks.ground import bot_on, ngircd
from tests.servers.chat import ChatClient

ROUNDS = 100
PAUSE = 0.06  # ngircd's Nagle shows a false 33 ms to those who write more often than every 40 ms


class Echo(ChatClient):
    """Says everything again, in the receiving callback: the floor."""

    def data_received(self, data: bytes) -> None:
        for line in data.split(b"\r\n"):
            if b" PRIVMSG #echo :" in line:
                self._transport.write(b"PRIVMSG #echo :Topic: " + line.rpartition(b" :")[2] + b"\r\n")
        super().data_received(data)


async def _round(chair: ChatClient, room: str, text: str, answer: str) -> float:
    await asyncio.sleep(PAUSE)
    began = time.perf_counter()
    chair.say(room, text)
    await chair.wait_for(lambda heard: heard.verb == "PRIVMSG" and heard.text == answer)
    return (time.perf_counter() - began) * 1000


async def main() -> None:
    async with ngircd() as port, bot_on(port) as (_, chair):
        echo = await Echo.connect(port, "echo")
        await echo.log_on()
        await echo.join("#echo")
        await chair.join("#echo")
        chair.say("#bench", "#startmeeting Bench")
        await chair.wait_for("recorded")
        bot, floor = [], []
        for number in range(ROUNDS):
            bot.append(await _round(chair, "#bench", f"#topic {number}a", f"Topic: {number}a"))
            floor.append(await _round(chair, "#echo", f"{number}b", f"Topic: {number}b"))
        await echo.quit()
    for name, values in (("#topic to reply", bot), ("bare echo", floor)):
        quantiles = statistics.quantiles(values, n=20)
        print(f"{name:16} p50 {statistics.median(values):.2f} ms, p95 {quantiles[18]:.2f} ms, {ROUNDS} rounds")
    print(f"difference of the medians {statistics.median(bot) - statistics.median(floor):.2f} ms")
