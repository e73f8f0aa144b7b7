"""Mail that comes to the bot: what lists and mail servers say of what it mailed."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.app.ports import Clock, Delivery

logger = logging.getLogger(__name__)


class Verdict(Enum):
    """What became of a mail of ours; the value is the word in the database."""

    HELD = "held"
    REJECTED = "rejected"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that came. `about` are the Message-IDs it speaks of, with <>; `reason` is in the sender's own words.

    `subject` is that of the mail it speaks of where only that tells, else its own. `text` is the plain body.
    `automatic`: a program wrote it (RFC 3834), so nobody answers.
    """

    message_id: str
    sender: str
    subject: str
    text: str = ""
    about: tuple[str, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""
    automatic: bool = False


class LetterBook(Protocol):
    """The letters that were taken in. Each may raise UnwritableError."""

    async def take_in(self, letter: Letter, at: datetime) -> bool:
        """Keep it, durably; False when it had come before."""

    async def answer(self, message_id: str, subject: str, since: datetime) -> Letter | None:
        """The newest verdict on a mail: by its Message-ID, or by its subject where the verdict names no id."""

    async def delivery(self, letter: Letter) -> Delivery | None:
        """Whose mail a verdict is on."""


class LetterBox(Protocol):
    """Where mail comes in."""

    async def run(self, take: Callable[[Letter], Awaitable[None]]) -> None:
        """Hand over each letter until cancelled; one that `take` failed on comes again."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what comes. `judged` hears of verdicts on the minutes."""

    book: LetterBook
    clock: Clock
    judged: Callable[[Delivery, Letter], Awaitable[None]]

    async def take(self, letter: Letter) -> None:
        """Keep a letter, and act on it once."""
        if not await self.book.take_in(letter, self.clock.now()) or letter.verdict is None:
            return
        logger.info("mail from %s: %s %s", letter.sender, letter.verdict.value, letter.reason)
        delivery = await self.book.delivery(letter)
        if delivery is not None:
            await self.judged(delivery, letter)
