"""Trying the way to readers with something that says it is a test (`minutebot mail test`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a trial found, in one line for a person; not `ok`: what is wrong, and how to mend it."""

    says: str
    ok: bool = True


class Trial(Protocol):
    """A test of the way to readers that a person asked for, and its terms.

    `token` is a short word that no other trial has, `now` is UTC. It may `wait` so many seconds for readers to see
    anything. `full_size`: what is sent is to be as long as what is ever sent. `has_inbox`: mail to the bot is read.
    """

    @property
    def token(self) -> str: ...

    @property
    def now(self) -> datetime: ...

    @property
    def wait(self) -> float: ...

    @property
    def full_size(self) -> bool: ...

    @property
    def has_inbox(self) -> bool: ...

    async def answered(self, message_id: str, subject: str) -> str:
        """What the mail with this Message-ID (with <>), or this subject, was answered: "held: ..."; "" if nothing."""
