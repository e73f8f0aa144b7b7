"""What of one room has been heard without a gap: the watermark, and the lines that wait until a gap is filled. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.app.batch import Cursor
from bot.core.chat import Interrupted, Message, Observation, Room

_GENERATION = 10_000


class Seen:
    """The last ten to twenty thousand ids."""

    def __init__(self) -> None:
        self._young: set[str] = set()
        self._old: set[str] = set()

    def add(self, native_id: str) -> bool:
        """Note an id; whether it is new."""
        if native_id in self._young or native_id in self._old:
            return False
        if len(self._young) >= _GENERATION:
            self._young, self._old = set(), self._young
        self._young.add(native_id)
        return True


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event out of a server's history; `message` is None for a join and the like."""

    at: datetime
    native_id: str
    message: Message | None = None


class State(Enum):
    AWAY = "away"
    CATCHING_UP = "catching up"
    LIVE = "live"


class Hearing:
    """One room, over all connections of the bot's life.

    `cursor` is the last event known by the server's own time and id, with nothing missing before it: it never moves
    while there may be a gap behind it. `heard_until` is the last time the room was certainly heard, by whichever clock.
    """

    def __init__(self, room: Room, cursor: Cursor | None) -> None:
        self.room = room
        self.cursor = cursor
        self.heard_until = cursor.at if cursor else None
        self.state = State.AWAY
        self._since = self.heard_until
        self._joined_at: datetime | None = None
        self._first_page = True
        self._last_at = self.heard_until
        self._held: list[tuple[Message, bool]] = []
        self._seen = Seen()

    @property
    def told_until(self) -> datetime | None:
        """Up to when nothing is missing, by the server's clock where it ever told the time."""
        return self.cursor.at if self.cursor else self.heard_until

    def joined(self, at: datetime, *, stamped: bool) -> bool:
        """We are in the room (again); whether there is a gap behind us. `stamped`: `at` is the server's time."""
        if self.state is not State.AWAY:
            return False
        self._joined_at = at
        if self.heard_until is None:
            self.state = State.LIVE
            self.heard_until = at
            self.cursor = Cursor(at) if stamped else None
            return False
        self.state = State.CATCHING_UP
        self._since = self.heard_until
        self._first_page = True
        return True

    def live(self, message: Message, *, stamped: bool) -> list[Observation]:
        """A line said now: what may be told of it now."""
        if self.state is State.CATCHING_UP:
            self._held.append((message, stamped))
            return []
        if not self._seen.add(message.native_id):
            return []
        self._last_at = message.sent_at
        if stamped:
            self._advance(message.sent_at, message.native_id)
        return [message]

    def page(self, events: Sequence[Replayed], *, asked: bool) -> list[Observation]:
        """A part of the server's history, in order: what is new of it, with the gap before it if it starts too late.

        A line that was also heard live, and held back, is told as it was heard. `asked`: we asked for what came after
        the cursor; else the server played what it saw fit.
        """
        found: list[Observation] = []
        if self._first_page:
            self._first_page = False
            older, events = self._beyond_cursor(events)
            trusted = asked and not (self.cursor and self.cursor.native_id)
            if not older and not trusted:
                found.append(self._interrupted(events[0].at if events else self._joined_at))
        held = {message.native_id: message for message, _ in self._held}
        for event in events:
            self._advance(event.at, event.native_id)
            if event.message and self._seen.add(event.native_id):
                found.append(held.get(event.native_id, event.message))
        return found

    def _beyond_cursor(self, events: Sequence[Replayed]) -> tuple[Sequence[Replayed], Sequence[Replayed]]:
        """The events up to the cursor, which prove that the history reaches back to it, and those after.

        The event at the cursor is told by its id. Times serve where it has none, and only to whole seconds: InspIRCd
        cuts them when it replays.
        """
        cursor = self.cursor or Cursor(self.heard_until or events[0].at)
        for index, event in enumerate(events, 1):
            if cursor.native_id and event.native_id == cursor.native_id:
                return events[:index], events[index:]
        second = cursor.at.replace(microsecond=0)
        return [event for event in events if event.at < second], [event for event in events if event.at >= second]

    def skip_to(self, at: datetime) -> list[Observation]:
        """Give up what came before `at`, which is a gap unless the room was heard until then."""
        gap = self._interrupted(at)
        self.cursor, self._since = Cursor(at), at
        self.heard_until = max(self.heard_until or at, at)
        return [gap] if gap.until > gap.since else []

    def caught_up(self) -> list[Observation]:
        """The history is at its end: what was said meanwhile."""
        return self._release()

    def unfilled(self) -> list[Observation]:
        """No history can fill the gap: it is told, then what was said meanwhile."""
        return [self._interrupted(self._joined_at), *self._release()]

    def cut_short(self) -> list[Observation]:
        """History ends too early: the rest is a gap."""
        self._since = self.heard_until
        return self.unfilled()

    def left(self, at: datetime) -> None:
        """We are out of the room, heard until `at`.

        Lines held back wait on: history may still fill the gap before them.
        """
        if self.state is State.LIVE and self.heard_until:
            self.heard_until = max(self.heard_until, at, self._last_at or at)
        self.state = State.AWAY

    def finish(self) -> list[Observation]:
        """The bot stops: lines still held back are told after the gap before them."""
        return self.unfilled() if self._held else []

    def _release(self) -> list[Observation]:
        held, self._held = self._held, []
        self.state = State.LIVE
        return [told for message, stamped in held for told in self.live(message, stamped=stamped)]

    def _advance(self, at: datetime, native_id: str) -> None:
        if self.cursor is None or at >= self.cursor.at:
            self.cursor = Cursor(at, native_id)
        if self.heard_until is None or at > self.heard_until:
            self.heard_until = at

    def _interrupted(self, until: datetime | None) -> Interrupted:
        since = self._since or until or self._joined_at
        if since is None:
            raise ValueError("a gap in a room never heard")
        return Interrupted(self.room, since, max(since, until or since))
