"""Mail that comes to the bot: what lists and mail servers say of what it mailed."""

import logging
import re
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
    `name` is the sender's, as the mail has it. `automatic`: a program wrote it (RFC 3834), so nobody answers.
    """

    message_id: str
    sender: str
    subject: str
    text: str = ""
    about: tuple[str, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""
    automatic: bool = False
    name: str = ""


_WISH = re.compile(r"(?:(?:re|aw|sv):\s*|\[[^\]]*\]\s*)*agenda\+\s*(?P<text>\S.*)", re.IGNORECASE)


def wish_in(letter: Letter) -> str:
    """The agenda item that a person sends: "Glazes" in `Re: [Kiln] agenda+ Glazes`; "" where there is none."""
    match = None if letter.automatic or letter.verdict else _WISH.fullmatch(letter.subject)
    return match["text"] if match else ""


class LetterBook(Protocol):
    """The letters that were taken in. Each may raise UnwritableError."""

    async def take_in(self, letter: Letter, at: datetime) -> bool:
        """Keep it, durably; False when it had come before."""

    async def answer(self, message_id: str, subject: str, since: datetime) -> Letter | None:
        """The newest verdict on a mail: by its Message-ID, or by its subject where the verdict names no id."""

    async def delivery(self, letter: Letter) -> Delivery | None:
        """Whose mail a letter is about."""

    async def series(self, letter: Letter) -> str:
        """The series that the mail was of that a letter answers; "" if it answers none."""

    async def knows(self, letter: Letter) -> bool:
        """Whether it came before."""


class LetterBox(Protocol):
    """Where mail comes in."""

    async def run(self, take: Callable[[Letter], Awaitable[None]]) -> None:
        """Hand over each letter until cancelled; one that `take` failed on comes again."""


async def _unwanted(_letter: Letter, _text: str) -> None:
    """Nobody asked for agenda items by mail."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what comes. `judged` hears of verdicts on our mail; `wished` of agenda items, which it keeps."""

    book: LetterBook
    clock: Clock
    judged: Callable[[Delivery, Letter], Awaitable[None]]
    wished: Callable[[Letter, str], Awaitable[None]] = _unwanted

    async def take(self, letter: Letter) -> None:
        """Keep a letter, and act on it once.

        Raises:
            UnwritableError: it can't be kept now; it should come again.
        """
        if (wish := wish_in(letter)) and not await self.book.knows(letter):
            await self.wished(letter, wish)
        if not await self.book.take_in(letter, self.clock.now()) or letter.verdict is None:
            return
        logger.info("mail from %s: %s %s", letter.sender, letter.verdict.value, letter.reason)
        delivery = await self.book.delivery(letter)
        if delivery is not None:
            await self.judged(delivery, letter)
