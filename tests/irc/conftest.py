"""`bot = await bot_on(port, ["#kiln"], nick="minutebot")`: an IRC client of the bot's, stopped when the test ends."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.irc.bots import RunningBot, run_bot

BotOn = Callable[..., Awaitable[RunningBot]]


@pytest.fixture
async def bot_on() -> AsyncIterator[BotOn]:
    running: list[RunningBot] = []

    async def start(port: int, rooms=("#kiln",), *, joined: bool = True, **settings) -> RunningBot:
        bot = run_bot(port, rooms, **settings)
        running.append(bot)
        if joined:
            for room in bot.rooms:
                await bot.in_room(room)
        return bot

    yield start
    for bot in running:
        await bot.stop()
