"""What a row of the command table is, and what its handler gets to see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.core.chat import Acknowledge, Message, Person, RoomView, Say
from bot.core.events import Event, Outcome
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.rules import Rules, SeriesRules
from bot.core.series import Series


class Who(Enum):
    """Who may say a command; the value reads after "only"."""

    ANYONE = "anyone"
    CHAIR = "a chair"
    SCRIBE = "a chair or the scribe"


class When(Enum):
    """When a command is read at all."""

    MEETING = "in a meeting"
    BETWEEN = "between meetings"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How the queue of deliveries is doing."""

    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a command is decided on: values only, all handed in.

    `meeting` is the room's running meeting, if any; `series` is that meeting's series, or the room's own. `catalogue`
    has every series by slug. `line` is the transcript line the message will have.
    """

    rules: Rules
    registry: Registry
    message: Message
    word: str
    series: Series
    catalogue: Mapping[str, Series]
    meeting: Meeting | None = None
    line: int = 1
    view: RoomView = field(default_factory=RoomView)
    deliveries: Deliveries = field(default_factory=Deliveries)
    table: Mapping[str, "Command"] | None = None

    @property
    def sender(self) -> Person:
        return self.message.sender

    @property
    def running(self) -> Meeting:
        """The running meeting, for commands that are read in one only."""
        if self.meeting is None:
            raise LookupError("no meeting is running")
        return self.meeting

    @property
    def series_rules(self) -> SeriesRules:
        return self.rules.series_named(self.series.name)

    def is_chair(self) -> bool:
        chair = self.meeting is not None and self.sender.key in self.meeting.chairs
        return chair or (self.rules.operators_are_chairs and self.message.operator)

    def is_scribe(self) -> bool:
        return self.meeting is not None and self.sender.key == self.meeting.scribe


Handler = Callable[[Scene, str], Outcome]


@dataclass(frozen=True, slots=True)
class Command:
    """A row: dispatch, help, usage, permission and documentation all come from here.

    `argument` is how the usage shows what follows the word ("TEXT", "[NAME]"); a handler that needs one and gets none
    is never called unless `argument` starts with "[" or is empty.
    """

    name: str
    summary: str
    handle: Handler
    argument: str = ""
    who: Who = Who.ANYONE
    when: When = When.MEETING
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        return f"#{self.name} {self.argument}".rstrip()

    @property
    def needs_argument(self) -> bool:
        return bool(self.argument) and not self.argument.startswith("[")


def say(scene: Scene, text: str, *events: Event) -> Outcome:
    """Events, and a line for the room."""
    return Outcome(events, (_answer(scene, text),))


def refuse(scene: Scene, text: str) -> Outcome:
    """Nothing happens, and the sender is told what to do instead."""
    return Outcome((), (_answer(scene, f"{scene.sender.nick}: {text}"),))


def _answer(scene: Scene, text: str) -> Say:
    """Said where it was asked."""
    return Say(scene.message.room, text, scene.sender if scene.message.private else None)


def done(scene: Scene, *events: Event) -> Outcome:
    """A success whose effect is plain: no line of its own."""
    return Outcome(events, (Acknowledge(scene.message.room, scene.message.native_id),))
