"""The seams: what the application needs of networks, store, renderer and clock, as Protocols."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.chat import Observation, Person, Reply, Room, RoomView
from bot.core.minutes import Minutes, TranscriptLine


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The time, UTC and aware."""


class Inbox(Protocol):
    """Where the networks put what they observe, in the order they observed it."""

    def put(self, observation: Observation) -> None:
        """Never blocks and never fails."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a room was heard without a gap: the last line's time (UTC) and native id."""

    at: datetime
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a network layer is told of a room when the bot starts.

    `cursor` is None in a room never heard before. `people` are those of the running meeting, as last seen; a session
    whose address is there still is the same person.
    """

    cursor: Cursor | None = None
    people: tuple[Person, ...] = ()


class Network(Protocol):
    """One connection to a chat network: it speaks the protocol, and nothing else."""

    @property
    def name(self) -> str: ...

    async def run(self, inbox: Inbox, memories: Mapping[Room, Memory]) -> None:
        """Stay connected, reconnecting as needed, until cancelled; then say goodbye and return."""

    def send(self, reply: Reply) -> None:
        """Queue a reply; paced, split and kept over a reconnect by the network. Never blocks."""

    def view(self, room: Room) -> RoomView:
        """The room as it is now."""

    def health(self) -> str:
        """One phrase for the operator: "connected as minutebot", "reconnecting: connection refused"."""


class Renderer(Protocol):
    """Minutes -> text."""

    def pages(self, minutes: Minutes) -> Mapping[str, str]:
        """The minutes by format: "md", "txt", "html", "json"."""

    def transcript(self, minutes: Minutes, lines: Iterator[TranscriptLine], form: str) -> Iterator[str]:
        """The transcript in pieces; `form` is "html" or "txt"."""
