"""A bot on a real server: its config, its process, its archive."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.matrix.bots import unique
from tests.road.matrix_bots import matrix_config
from tests.waiting import until

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "tests" / "fixtures" / "example"
PEOPLE = {
    "ada": "Ada Kern",
    "bo": "Bo Lindqvist",
    "cy": "Cyrus Okafor",
    "dmitri": "Dmitri Vale",
    "elif": "Elif Kaya",
    "fen": "Fen Li",
    "gwen": "Gwen Kato",
    "gk2": "Greta Kato",
}


def config_text(port: int, home: Path, network: str = "", more: str = "") -> str:
    people = "".join(f'[people.{nick}]\nname = "{name}"\n' for nick, name in PEOPLE.items() if nick != "ada")
    return f"""
[store]
url = "sqlite:///{home}/minutebot.db"
[networks.kiln]
host = "127.0.0.1"
port = {port}
tls = false
rate = {{ burst = 1000, per_second = 1000 }}
backoff = {{ first = 0.2, longest = 1 }}
{network}
[[rooms]]
network = "kiln"
name = "#kiln"
series = "Weekly Meeting"
[publishers.archive]
directory = "{home}/archive"
public_url = "https://minutes.example.org"
[links]
call-agenda = "https://kiln.example.org/wiki/Call-Agenda"
mir-mail = "https://lists.example.org/postorius/lists/kiln-devel.lists.example.org/"
[people.ada]
name = "Ada Kern"
uri = "https://ada.example.org"
email = "ada@example.org"
{people}
{more}
"""


@dataclass
class BotProcess:
    """A bot that can be killed. Its log is in `home/bot.log`; its clock was `at` when this was made."""

    home: Path
    config: Path
    at: datetime
    process: asyncio.subprocess.Process | None = None
    made: float = field(default_factory=time.monotonic)

    async def start(self, at: datetime | None = None) -> None:
        now = at or self.at + timedelta(seconds=time.monotonic() - self.made)
        with (self.home / "bot.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.road.bot_process", str(self.config), now.isoformat(),
                cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    async def kill(self) -> None:
        """SIGKILL: nothing is flushed, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, and its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(60):
            return await self.process.wait()

    @property
    def log(self) -> str:
        return (self.home / "bot.log").read_text(encoding="utf-8", errors="replace")

    def page(self, name: str) -> Path:
        return self.home / "archive" / name

    async def published(self, name: str = "weekly/2026-04-08.md") -> str:
        """The text of an archived page, once it is there."""
        path = self.page(name)
        await until(path.exists, 60)
        return path.read_text(encoding="utf-8")


@pytest.fixture
async def bot_at(tmp_path: Path) -> AsyncIterator[Callable[..., BotProcess]]:
    """`bot = bot_at(port)`; then `await bot.start()`. Ended when the test ends, and its log printed if it failed."""
    made: list[BotProcess] = []

    def make(port: int, network: str = "", more: str = "", at: datetime | None = None) -> BotProcess:
        config = tmp_path / "config.toml"
        config.write_text(config_text(port, tmp_path, network, more), encoding="utf-8")
        bot = BotProcess(tmp_path, config, at or datetime(2026, 4, 8, 15, 0, tzinfo=UTC))
        made.append(bot)
        return bot

    yield make
    for bot in made:
        if bot.process is not None:
            await bot.kill()
            print(bot.log[-6000:])


@pytest.fixture(scope="session")
def example_lines() -> list[tuple[str, str]]:
    """(nick, text) of each line of the example meeting, without the bot's; `/me` as CTCP ACTION."""

    found = []
    for line in (EXAMPLE / "2026-04-08.log.txt").read_text(encoding="utf-8").splitlines():
        said = re.fullmatch(r"\[\d\d:\d\d\] (?:<(\S+)> (.*)|\* (\S+) (.*))", line)
        if said and said[1] != "minutebot":
            found.append((said[1], said[2]) if said[1] else (said[3], f"\x01ACTION {said[4]}\x01"))
    return found


@pytest.fixture(scope="session")
def example_page() -> str:
    return (EXAMPLE / "2026-04-08.md").read_text(encoding="utf-8")


@pytest.fixture
def matrix_bot(synapse, bot_at):
    """`bot = matrix_bot("#kiln:kiln.test")`: the bot's process, recording in that room alone."""

    def make(room: str):
        bot = bot_at(1)
        text = bot.config.read_text(encoding="utf-8")
        rest = text[text.index("[publishers.archive]") :]
        account = synapse.register(unique("minutebot"), "minutebot")
        bot.config.write_text(matrix_config(synapse, account, room, bot.home) + rest, encoding="utf-8")
        return bot

    return make
