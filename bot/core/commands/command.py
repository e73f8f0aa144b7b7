"""What a row of the command table is, and what its handler gets to see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from bot.core.bridges import Overheard
from bot.core.chat import Acknowledge, Message, Person, Room, RoomView, Say, SetTopic
from bot.core.deliveries import Deliveries
from bot.core.discretion import told
from bot.core.events import Event, Outcome
from bot.core.keys import account_of, is_relayed, is_user_id
from bot.core.meeting import Meeting
from bot.core.people import Registry
from bot.core.recent import Recent, Spoken
from bot.core.rules import Rules, SeriesRules
from bot.core.series import Series
from bot.core.ties import Ties, person_of

NEVER = datetime.min.replace(tzinfo=UTC)


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
    CORRECTING = "in a meeting, and until its minutes are final"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a command is decided on: values only, all handed in.

    `meeting` is the room's running meeting, if any; `series` is that meeting's series, or the room's own, as it is
    known here. `ended` is the meeting that ended here last, while it may still be corrected. `catalogue` has every
    series by slug. `line` is the transcript line the message will have, `recent` the last lines before it, `quoted`
    the one that a `^` in the argument pointed at. `view` is the room, private by the config or else by its network;
    where the meeting is held in several, all of them as one, and `topics` has the topic of each. `ties` are the
    accounts that were linked; `code` is a new one, for who asks to link theirs. `overheard` is what sounds like a
    bridge here. `now` is by our own clock.
    """

    rules: Rules
    registry: Registry
    message: Message
    word: str
    series: Series
    catalogue: Mapping[str, Series]
    meeting: Meeting | None = None
    ended: Meeting | None = None
    line: int = 1
    recent: Recent = ()
    quoted: Spoken | None = None
    view: RoomView = field(default_factory=RoomView)
    deliveries: Deliveries = field(default_factory=Deliveries)
    overheard: Overheard = field(default_factory=Overheard)
    table: Mapping[str, "Command"] | None = None
    topics: Mapping[Room, str] = field(default_factory=dict)
    event_links: tuple[tuple[str, str], ...] = ()
    ties: Ties = field(default_factory=dict)
    code: str = ""
    now: datetime = NEVER

    @property
    def sender(self) -> Person:
        return self.message.sender

    @property
    def account(self) -> str:
        """The key that the network knows the sender by."""
        return self.message.account or self.sender.key

    @property
    def private(self) -> bool:
        """Whether what is said here is not for everybody."""
        return self.meeting.private if self.meeting else self.view.private

    def known(self, key: str) -> str:
        """The key by which somebody goes now whose key was kept once."""
        return person_of(self.registry, self.ties, key)

    @property
    def marked(self) -> bool:
        """Whether the line begins with a prefix, so that it can't be plain talk."""
        return self.message.text.lstrip().startswith(self.rules.prefixes)

    @property
    def running(self) -> Meeting:
        """The running meeting, for commands that are read in one only."""
        if self.meeting is None:
            raise LookupError("no meeting is running")
        return self.meeting

    @property
    def at_hand(self) -> Meeting:
        """The running meeting, or else the one that ended last: what corrections are about."""
        if self.meeting is None and self.ended is not None:
            return self.ended
        return self.running

    def has_at_hand(self, meeting_id: str) -> bool:
        """Whether this is the meeting that corrections here are about."""
        return meeting_id in {each.id for each in (self.meeting, self.ended) if each is not None}

    @property
    def series_rules(self) -> SeriesRules:
        return self.rules.series_named(self.series.name)

    @property
    def register(self) -> Series:
        """The series whose actions are meant: between meetings the last one's, if the room has none of its own."""
        if self.meeting is None and self.ended is not None and not self.rules.own_series:
            return told(self.catalogue[self.ended.series], private=self.private)
        return self.series

    @property
    def through_a_bridge(self) -> bool:
        """Whether only a bridge says who the sender is, so that no right can hang on it."""
        return is_relayed(self.sender.key)

    def is_chair(self) -> bool:
        if self.through_a_bridge:
            return False
        meeting = self.meeting or self.ended
        chair = meeting is not None and self.sender.key in meeting.chairs
        return chair or (self.rules.operators_are_chairs and self.message.operator)

    def is_scribe(self) -> bool:
        meeting = self.meeting or self.ended
        return meeting is not None and self.sender.key == meeting.scribe and not self.through_a_bridge


Handler = Callable[[Scene, str], Outcome | None]


@dataclass(frozen=True, slots=True)
class Command:
    """A row: dispatch, help, usage, permission and documentation all come from here.

    `summary` says the most important thing before its first semicolon: the cheat sheet leaves out the rest. `argument`
    is how the usage shows what follows the word ("TEXT", "[NAME]"); a handler that needs one and gets none is never
    called unless `argument` starts with "[" or is empty. `bare` are those of its words that are read without a prefix,
    too. A handler returns None when the line is plain talk after all. `off_record`: it is read off the record, too;
    `private`: also when it is said to the bot alone.
    """

    name: str
    summary: str
    handle: Handler
    argument: str = ""
    who: Who = Who.ANYONE
    when: When = When.MEETING
    aliases: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    off_record: bool = False
    private: bool = False

    @property
    def usage(self) -> str:
        return f"{self.spelt(self.name)} {self.argument}".rstrip()

    def spelt(self, word: str, prefix: str = "#") -> str:
        """One of its words as people type it."""
        return word if word in self.bare else f"{prefix}{word}"

    @property
    def gist(self) -> str:
        """What it does, in the few words that the cheat sheet has room for: the summary up to its semicolon."""
        return self.summary.partition(";")[0]

    @property
    def needs_argument(self) -> bool:
        return bool(self.argument) and not self.argument.startswith("[")

    def is_read(self, scene: Scene) -> bool:
        """Whether it is a command here and now, and not plain talk."""
        if scene.message.private:
            return self.private
        running = scene.meeting is not None
        match self.when:
            case When.ALWAYS:
                return True
            case When.MEETING:
                return running
            case When.BETWEEN:
                return not running
            case When.CORRECTING:
                return running or scene.ended is not None


def say(scene: Scene, text: str, *events: Event) -> Outcome:
    """Events, and a line for the room."""
    return Outcome(events, (_answer(scene, text),))


def announce(scene: Scene, text: str, *events: Event) -> Outcome:
    """Events, and a line for everybody in the meeting, wherever they are."""
    return Outcome(events, everywhere(scene.rules, text))


def everywhere(rules: Rules, *lines: str) -> tuple[Say, ...]:
    """Lines for every room of the meeting."""
    return tuple(Say(room, line) for room in rules.rooms for line in lines)


def elsewhere(rules: Rules, line: str) -> tuple[Say, ...]:
    """A line for the rooms of the meeting beside this one."""
    return tuple(Say(room, line) for room in rules.elsewhere)


def retitle(rules: Rules, title: Callable[[Room], str]) -> tuple[SetTopic, ...]:
    """Topics for the rooms whose own topic follows the meeting."""
    return tuple(SetTopic(room, title(room)) for room in rules.topic_rooms)


def refuse(scene: Scene, text: str) -> Outcome:
    """Nothing happens, and the sender is told what to do instead."""
    return Outcome((), (_answer(scene, f"{scene.sender.nick}: {text}"),), refused=True)


def _answer(scene: Scene, text: str) -> Say:
    """Said where it was asked."""
    return Say(scene.message.room, text, scene.sender if scene.message.private else None)


def unproven(scene: Scene) -> str:
    """What to do for who may be a chair that came back, and can't show it: no account says so."""
    meeting, sender = scene.meeting, scene.sender
    if meeting is None or scene.through_a_bridge or is_user_id(account_of(sender.key)):
        return ""
    chairs = {meeting.people[key].person.nick.casefold() for key in meeting.chairs if key in meeting.people}
    if sender.nick.casefold() not in chairs:
        return ""
    others = "a chair or an operator" if scene.rules.operators_are_chairs else "a chair"
    return f"; I can't tell that you are the {sender.nick} who is one, so have {others} say #chair {sender.nick}"


def done(scene: Scene, *events: Event) -> Outcome:
    """A success whose effect is plain: no line of its own."""
    return Outcome(events, (Acknowledge(scene.message.room, scene.message.native_id),))
