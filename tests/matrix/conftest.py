"""`bot = await bot_in(synapse, "#alias:kiln.test")`: a Matrix client of the bot's, stopped when the test ends."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.matrix.login import Login
from tests.matrix.bots import RunningBot, run_bot, settings_for, unique
from tests.matrix.events import ME
from tests.servers.sealed import SealedPerson
from tests.servers.synapse import Synapse

BotIn = Callable[..., Awaitable[RunningBot]]


@pytest.fixture
async def bot_in(tmp_path) -> AsyncIterator[BotIn]:
    running: list[RunningBot] = []

    async def start(
        synapse: Synapse, *rooms: str, account=None, joined: bool = True, postbox=None, memories=None, **more
    ) -> RunningBot:
        account = account or synapse.register(unique("bot"))
        settings = settings_for(more.pop("url", synapse.url), account, tmp_path, **more)
        bot = run_bot(settings, rooms, postbox, memories)
        bot.account, bot.settings = account, settings
        running.append(bot)
        if joined:
            for room in bot.rooms:
                await bot.in_room(room)
        return bot

    yield start
    for bot in running:
        if not bot.task.done():
            await bot.stop()


@pytest.fixture
def people(synapse):
    """`ada, bo = people("ada", "bo")`: with these display names, whatever their user ids are."""
    return lambda *names: [synapse.register(unique(name.lower()), name) for name in names]


@pytest.fixture
async def sealed(synapse) -> AsyncIterator[Callable[..., Awaitable[list[SealedPerson]]]]:
    """`ada, bo = await sealed("ada", "bo")`: people whose clients encrypt."""
    known: list[SealedPerson] = []

    async def make(*names: str) -> list[SealedPerson]:
        made = [SealedPerson(synapse.register(unique(name.lower()), name)) for name in names]
        known.extend(made)
        for person in made:
            await person.sync()
        return made

    yield make
    for person in known:
        await person.close()


@pytest.fixture
def machine(tmp_path):
    """A device's keys at work, without a server."""
    from bot.matrix.crypto.machine import Machine  # noqa: PLC0415 - only there with the extra
    from bot.matrix.crypto.signing import Signer  # noqa: PLC0415 - likewise
    from bot.matrix.crypto.vault import open_vault  # noqa: PLC0415 - likewise

    made = Machine("kiln", open_vault("kiln", tmp_path / "keys", Login(ME, "D", "t")), Signer(tmp_path, "kiln"), str)
    yield made
    made.close()
