"""The outside of the application, by hand: a clock, a network that remembers, publishers with a script."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.api import Edition, Receipt, Standing
from bot.core.chat import Bridge, Message, Person, Room, RoomView, Say
from bot.core.replies import Reply
from tests.meetings.stage import NETWORK

KILN = Room(NETWORK, "#kiln")
NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class FakeNetwork:
    """`on_send` is called with each reply, at the moment it is sent."""

    people: tuple[Person, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    on_send: Callable[[Reply], None] = lambda _reply: None
    sent: list[Reply] = field(default_factory=list)

    def send(self, reply: Reply) -> None:
        self.on_send(reply)
        self.sent.append(reply)

    def view(self, room: Room) -> RoomView:
        return RoomView(self.people, bridges=self.bridges)

    @property
    def said(self) -> list[str]:
        return [reply.text for reply in self.sent if isinstance(reply, Say)]


def line(number: int, text: str, nick: str = "ada", **more: object) -> Message:
    """The room's line with this number, a second after the one before."""
    person = Person(f"{NETWORK}/session/{nick}", nick)
    return Message(KILN, f"m{number}", NOON + timedelta(seconds=number), person, text, **more)


@dataclass
class FakePublisher:
    """Raises or returns what its script says, attempt by attempt; then a receipt that confirms. Looks go by it, too."""

    script: list[BaseException | Receipt] = field(default_factory=list)
    gate: asyncio.Event | None = None
    during: Callable | None = None
    editions: list[tuple[str, int]] = field(default_factory=list)
    attempts: list[tuple[int, bool]] = field(default_factory=list)
    looks: int = 0

    async def publish(self, edition: Edition, attempt) -> Receipt:
        self.editions.append((edition.minutes.meeting_id, edition.revision))
        self.attempts.append((attempt.number, attempt.uncertain_since is not None))
        if self.during:
            await self.during(attempt)
        if self.gate:
            await self.gate.wait()
        return self._next()

    async def confirm(self, attempt) -> Receipt:
        self.looks += 1
        return self._next()

    def _next(self) -> Receipt:
        outcome = self.script.pop(0) if self.script else Receipt(Standing.CONFIRMED, "https://x.example/", "Minutes: x")
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome
