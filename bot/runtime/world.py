"""What the program takes from its surroundings: time, ids, chance."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version

from bot.app.ports import Clock

LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 8  # without those that are taken for each other
SWITCH_INTERVAL = 0.0005  # seconds a thread may compute before another one gets its turn


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the place that owns the clock


def code() -> str:
    """A word that is typed once by hand, and guessed by nobody."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


@dataclass(frozen=True, slots=True)
class World:
    """What the program takes from its surroundings; tests hand in their own."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Callable[[], str] = lambda: secrets.token_hex(6)
    codes: Callable[[], str] = code
    rng: random.Random = field(default_factory=random.SystemRandom)

    def today(self) -> date:
        """The day it is, UTC."""
        return self.clock.now().astimezone(UTC).date()


def release() -> str:
    """This program's version."""
    return version("minutebot")
