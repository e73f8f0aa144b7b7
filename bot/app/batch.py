"""What one transaction keeps, and the state it leads to."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.chat import Message, Reply, Room
from bot.core.commands import Deliveries
from bot.core.events import Entry
from bot.core.meeting import Meeting
from bot.core.series import Series


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a room was heard without a gap: the last line's time (UTC) and native id."""

    at: datetime
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A line to be stored. `meeting_id` and `line` are empty between meetings, where only commands are kept."""

    message: Message
    meeting_id: str = ""
    line: int = 0
    command: str = ""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event to be stored; `meeting` is its meeting after it, None between meetings."""

    series: str
    entry: Entry
    meeting: Meeting | None = None


@dataclass(slots=True)
class Batch:
    """What one transaction writes, and the replies that go out after it."""

    messages: list[KeptMessage] = field(default_factory=list)
    events: list[KeptEvent] = field(default_factory=list)
    ended: list[tuple[Meeting, tuple[str, ...]]] = field(default_factory=list)
    series: dict[str, Series] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    cursors: dict[Room, Cursor] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.messages or self.events or self.cursors)


@dataclass(slots=True)
class State:
    """Every series and every running meeting; the values are immutable, so a shallow copy is a safe draft."""

    series: dict[str, Series] = field(default_factory=dict)
    meetings: dict[Room, Meeting] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    deliveries: Deliveries = field(default_factory=Deliveries)

    def draft(self) -> "State":
        return State(dict(self.series), dict(self.meetings), dict(self.lines), self.deliveries)
