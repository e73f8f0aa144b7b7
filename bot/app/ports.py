"""The seams: what the application needs of networks, store, renderer and clock, as Protocols."""

from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from bot.app.batch import Batch, Cursor, Traces
from bot.core.chat import Observation, Person, Room, RoomView, Say
from bot.core.deliveries import Deliveries
from bot.core.meeting import Meeting
from bot.core.minutes import (
    Minutes,
)
from bot.core.replies import Repeat, Reply
from bot.core.transcript import Spoke, TranscriptLine
from bot.edition import Receipt


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The time, UTC and aware."""


class Inbox(Protocol):
    """Where the networks put what they observe, in the order they observed it."""

    def put(self, observation: Observation | Say) -> None:
        """Never blocks and never fails."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a network layer is told of a room when the bot starts.

    `cursor` is None in a room never heard before. `people` are those of the running meeting, as last seen; a session
    whose address is there still is the same person.
    """

    cursor: Cursor | None = None
    people: tuple[Person, ...] = ()


class Chat(Protocol):
    """The way back to a network's rooms."""

    def send(self, reply: Reply) -> None:
        """Queue a reply; paced, split and kept over a reconnect by the network. Never blocks."""

    def view(self, room: Room) -> RoomView:
        """The room as it is now."""


class Network(Chat, Protocol):
    """One connection to a chat network: it speaks the protocol, and nothing else."""

    @property
    def name(self) -> str: ...

    async def run(self, inbox: Inbox, memories: Mapping[Room, Memory]) -> None:
        """Stay connected, reconnecting as needed, until cancelled; then say goodbye and return."""

    def health(self) -> str:
        """One phrase for the operator: "connected as minutebot", "reconnecting: connection refused"."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Lines of other rooms as one message, or what is to become of such a message.

    Where it `replaces` a message of ours (named as the server named it), that one reads so from now on; where it
    `erases` some, they go, and nothing else is said.
    """

    room: Room
    lines: tuple[Repeat, ...] = ()
    replaces: str = ""
    erases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A reply that is kept. `transaction` names it to the server, for ever: told twice, it is said once."""

    id: int
    transaction: str
    reply: Reply | Shown
    at: datetime


class Postbox(Protocol):
    """What the record keeps for a network beside its rooms' lines: how far it was heard, and what is still to be said.

    Each may raise UnwritableError: the record can't be read or written now.
    """

    async def token(self, network: str) -> str:
        """The token last heard (`bot.core.chat.Heard`); "" at the first start."""

    async def next(self, room: Room) -> Posted | None:
        """The oldest reply that waits for this room."""

    async def said(self, posted: Posted, event_id: str = "") -> None:
        """It is said, under this name of the server's, and need not be kept any more."""

    async def shown(self, shown: Shown, event_id: str) -> None:
        """What was shown without being kept is there under this name; its words are not."""

    async def failed(self, posted: Posted, reason: str) -> None:
        """It can never be said."""


@runtime_checkable
class Keeping(Protocol):
    """A network that has its replies kept until they are said."""

    def wake(self) -> None:
        """There is a reply in the record."""


class NetworkError(Exception):
    """A network can't go on, and trying again won't help; the message says how to mend it."""


class Journal(Protocol):
    """The record's only writer."""

    def write(self, batch: Batch) -> Awaitable[None]:
        """Begin to keep a batch, all of it or nothing; it is durable when what this returns is done.

        Raises:
            UnwritableError: nothing was kept.
        """

    async def known(self, room: Room, native_ids: Sequence[str]) -> set[str]:
        """Which of these lines of a room are kept already."""

    async def traces(self, room: Room, native_id: str, *, erased: bool) -> Traces:
        """What is kept of a message of the network: its lines, and all that an erasure of it needs."""


class Library(Protocol):
    """Reading the record; any thread may."""

    def meeting(self, meeting_id: str) -> Meeting | None:
        """A meeting from its events; None when there is no such meeting."""

    def record(self, meeting_id: str) -> tuple[Meeting, int] | None:
        """A meeting, and how many lines its transcript has at that moment."""

    def lines(self, meeting_id: str) -> int:
        """How many lines a meeting's transcript has."""

    def names(self, meeting_id: str, lines: Collection[int]) -> Mapping[int, tuple[str, str]]:
        """Of some lines of a meeting: the room's key, and what the line is called there."""

    def transcript(self, meeting_id: str) -> Iterator[TranscriptLine]:
        """The lines of a meeting in order."""

    def spoke(self, meeting_id: str, lines: int) -> Sequence[Spoke]:
        """Whose the first so many lines of a meeting are."""

    def heralds(self, series: str, day: date) -> tuple[str, ...]:
        """The names of what was mailed before the meeting of a day, the oldest first."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition on its way to one publisher, or one announcement (its id, else 0; it has no meeting).

    `state` is a word of `DeliveryState`; times are UTC.
    """

    id: int
    meeting_id: str
    revision: int
    publisher: str
    state: str
    attempts: int
    queued_at: datetime
    next_at: datetime
    uncertain_since: datetime | None = None
    payload: bytes | None = None
    url: str = ""
    detail: str = ""
    last_error: str = ""
    announcement: int = 0

    @property
    def name(self) -> str:
        """What is delivered, as an operator reads it."""
        return (
            f"announcement {self.announcement}" if self.announcement else edition_name(self.meeting_id, self.revision)
        )


def edition_name(meeting_id: str, revision: int) -> str:
    """`"weekly-2026-04-08 (revision 2)"`; the first revision goes without saying."""
    notes = {0: " (draft)", 1: ""}
    return meeting_id + notes.get(revision, f" (revision {revision})")


class DeliveryQueue(Protocol):
    """The durable queue of deliveries: every change is kept when the call returns."""

    async def recover(self, now: datetime) -> None:
        """After a start: what was being sent when the bot died is waiting again, or uncertain."""

    async def claim_due(self, publisher: str, now: datetime) -> Delivery | None:
        """Take the oldest delivery that is due; nobody else gets it."""

    async def next_due(self, publisher: str) -> datetime | None:
        """When this publisher has something to do next."""

    async def to_look_for(self, publisher: str, now: datetime) -> Delivery | None:
        """What was sent longest ago and is to be looked for now."""

    async def looked(self, delivery: Delivery, receipt: Receipt, at: datetime) -> None: ...

    async def keep(self, delivery_id: int, payload: bytes) -> None: ...

    async def commit(self, delivery_id: int, at: datetime | None) -> None:
        """From here on a cut attempt may have succeeded; None takes it back."""

    async def finish(self, delivery_id: int, receipt: Receipt, at: datetime) -> None: ...

    async def postpone(self, delivery_id: int, error: str, at: datetime, until: datetime) -> None: ...

    async def fail(self, delivery_id: int, error: str, at: datetime) -> None: ...

    async def health(self) -> Deliveries: ...


class UnwritableError(Exception):
    """The record can not be written now; nothing of the batch was kept. The message says how to mend it."""


class Renderer(Protocol):
    """Minutes -> text."""

    def pages(self, minutes: Minutes) -> Mapping[str, str]:
        """The minutes by format: "md", "txt", "html", "json". Each may be made when it is first asked for."""

    def transcript(self, minutes: Minutes, lines: Iterator[TranscriptLine], form: str) -> Iterator[str]:
        """The transcript in pieces; `form` is "html" or "txt"."""
