"""Playing meetings: a script of chat lines goes through the core, and out come replies, states and minutes.

    played = hold("ada: #startmeeting Glazes", "bo: #info a fact")

A script line is one of
    [16:04] <ada> text        a line; "ada: text" is short for it, a minute later than the last line
    [16:04] * ada waves       /me
    -!- ada is now known as kern
    -!- bo logs in as bo      an account of that name
    -!- bo quits              and whoever comes under that nick next is somebody else
    -!- bo is operator
    -!- tomorrow              the clock goes on to the next day
    -!- gap 16:04 16:06       the bot did not hear the room
    -!- room #close           the lines that follow are said there
    -!- dialect w3c           the room is set to another dialect
    -!- restart               the bot is killed and starts again from what it kept
    -!- again                 the last line comes a second time, as networks do
    -!- paste "a" "b"         several lines in one instant
    -!- ada edits to: TEXT    her last line reads so now, as Matrix tells it
    -!- tick 17:05            the clock says so; `tick tomorrow 00:30` that it is the next day
    -!- hbridge relays        what others said, as "<them> text"
    -!- bo came through a bridge
    -!- ada deletes           her last line is redacted, as Matrix tells it
    -!- ada deletes the edit  the newest edit is redacted
    -!- ada edits to lines: "a" "b"   her last line reads so now, and has others below it
    -!- only by invitation    the room is private now, as Matrix tells it
    -!- ada is sealed         she says something that can't be decrypted
    -!- key                   comes for what was sealed last, ...
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.app.batch import Batch, KeptEdit, KeptEdition, KeptEvent, KeptLine, KeptMessage, State, Traces
from bot.app.deciding import Decider
from bot.app.draft import Draft
from bot.app.fold import Folder
from bot.app.setting import Setting
from bot.config.bridges import EXAMPLE
from bot.core.bridges import Bridging
from bot.core.chat import (
    UNDECRYPTED,
    Interrupted,
    Message,
    MessageEdited,
    MessageErased,
    MessageKind,
    Observation,
    Person,
    PersonChanged,
    Room,
    RoomBecamePrivate,
    RoomView,
    Say,
    Ticked,
    Unsealed,
    message_of,
)
from bot.core.commands import BUILT_IN, join_tables
from bot.core.compose import Composer
from bot.core.destinations import Destination, Destinations
from bot.core.events import Entry, LineRetracted
from bot.core.evolution import replay
from bot.core.keys import relayed_key
from bot.core.meeting import Meeting
from bot.core.minutes import (
    Minutes,
)
from bot.core.people import PersonEntry, Registry
from bot.core.relaying import Relay
from bot.core.replies import Change, Repeat
from bot.core.retracting import Between, said_between
from bot.core.rules import Place, Rules
from bot.core.text import RETRACTED
from bot.core.transcript import TranscriptLine

NETWORK = "kiln"
BOT = "minutebot"
PEOPLE = Registry(
    (
        PersonEntry("ada", "Ada Kern", uri="https://ada.example.org", email="ada@example.org"),
        PersonEntry("bo", "Bo Lindqvist"),
        PersonEntry("cy", "Cyrus Okafor"),
        PersonEntry("dmitri", "Dmitri Vale"),
        PersonEntry("elif", "Elif Kaya"),
        PersonEntry("fen", "Fen Li"),
        PersonEntry("gwen", "Gwen Kato"),
        PersonEntry("gk2", "Greta Kato"),
    ),
    frozenset({BOT}),
)
LINKS = {
    "call-agenda": "https://kiln.example.org/wiki/Call-Agenda",
    "mir-mail": "https://lists.example.org/postorius/lists/kiln-devel.lists.example.org/",
}
TABLE = join_tables(BUILT_IN)
HOME, BESIDE = Room(NETWORK, "#kiln"), Room("matrix", "#kiln:example.org")
_SAID = re.compile(r"\[(\d\d):(\d\d)\] (?:([a-z]+) )?(?:<([^>\s]+)> (.*)|\* (\S+) (.*))")
_SHORT = re.compile(r"([^\s:]+): (.*)")


def rules(name: str = "#kiln", **more: object) -> Rules:
    series = "Weekly Meeting" if name == "#kiln" else name.lstrip("#")
    own = name != "#oven"
    to = more.pop("to", (Destination("archive", "the archive"),))
    return Rules(Room(NETWORK, name), series, own, destinations=Destinations(to), **more)


def place(*, relay: bool = False, **more: object) -> tuple[Rules, Rules]:
    """One meeting in a channel and in a Matrix room."""
    held = Place((HOME, BESIDE), (HOME, BESIDE), relay=relay)
    home = replace(rules(), place=held, operators_are_chairs=False, **more)
    return home, replace(home, room=BESIDE)


@dataclass
class Stage:
    """A room with people in it, and what the bot makes of what they say.

    In a place, `matrix/ada` is the one who is in its Matrix room.
    """

    rooms: dict[Room, Rules]
    state: State = field(default_factory=State)
    replies: list[object] = field(default_factory=list)
    messages: list[KeptMessage] = field(default_factory=list)
    events: list[KeptEvent] = field(default_factory=list)
    queued: list[KeptEdition] = field(default_factory=list)
    edits: list[KeptEdit] = field(default_factory=list)
    republished: list[str] = field(default_factory=list)
    ended: list[Meeting] = field(default_factory=list)
    now: datetime = datetime(2026, 4, 8, 16, 0, tzinfo=UTC)
    people: dict[str, Person] = field(default_factory=dict)
    operators: set[str] = field(default_factory=set)
    private: bool = False
    closed: bool = False
    topic: str = ""
    spoken: int = 0
    arrivals: int = 0
    edited: int = 0
    last: Message | None = None
    last_of: dict[str, str] = field(default_factory=dict)
    sealed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    batch: int = 1
    waiting: list[Observation] = field(default_factory=list)
    keep: Callable[[Batch], object] = field(default=lambda _batch: None)
    registry: Registry = PEOPLE
    codes: Iterator[int] = field(default_factory=lambda: count(2))

    def __post_init__(self) -> None:
        self.room = next(iter(self.rooms))

    def play(self, *script: str) -> "Stage":
        for line in script:
            self._line(line)
        self.flush()
        return self

    def say(self, nick: str, text: str) -> None:
        """Any text at all, half a minute after the last."""
        self.now += timedelta(seconds=30)
        self._say(nick, text)

    def person(self, nick: str) -> Person:
        """Who has this nick now; somebody new if nobody does."""
        if nick not in self.people:
            self.arrivals += 1
            network, _, name = nick.rpartition("/")
            account = Person(f"{network}/account/@{name}:example.org", name)
            session = Person(f"{NETWORK}/session/{self.arrivals}", nick, f"{nick}!~{nick}@host")
            self.people[nick] = account if network else session
        return self.people[nick]

    def room_of(self, nick: str) -> Room:
        """Where somebody speaks: where the story is, or in the place's room of their network."""
        network = nick.rpartition("/")[0]
        return next(room for room in self.rooms if room.network == network) if network else self.room

    @property
    def said(self) -> list[str]:
        """What the bot said, without topics and silent successes."""
        return [reply.text for reply in self.replies if isinstance(reply, Say)]

    @property
    def meeting(self) -> Meeting:
        """The running meeting of the room, or the one that ended last."""
        return self.state.meetings.get(self.rooms[self.room].home) or self.ended[-1]

    def minutes(self) -> Minutes:
        meeting = self.meeting
        return Composer(self.registry, LINKS).compose(meeting, self.state.lines.get(meeting.id, 0))

    def _line(self, line: str) -> None:
        if line.startswith("-!- "):
            self._direction(line[4:])
            return
        match = _SAID.fullmatch(line)
        short = _SHORT.fullmatch(line)
        if match:
            self.now = self.now.replace(hour=int(match[1]), minute=int(match[2]), second=0)
            kind = MessageKind.TEXT if match[4] else MessageKind.EMOTE
            lead = f"{match[3]}/" if match[3] and match[3] != NETWORK else ""
            self._say(lead + (match[4] or match[6]), match[5] if match[4] else match[7], kind)
        elif short:
            self.now += timedelta(minutes=1)
            self._say(short[1], short[2])
        else:
            raise ValueError(f"no line of a script: {line!r}")

    def _say(self, nick: str, text: str, kind: MessageKind = MessageKind.TEXT) -> None:
        self.spoken += 1
        self.observe(
            Message(
                self.room_of(nick),
                f"m{self.spoken}",
                self.now,
                self.person(nick),
                text,
                kind,
                operator=nick in self.operators,
                from_bot=nick == BOT,
                private=self.private,
            )
        )

    def _direction(self, words: str) -> None:
        for pattern, act in DIRECTIONS.items():
            match = re.fullmatch(pattern, words)
            if match:
                act(self, *match.groups())
                return
        raise ValueError(f"no direction: {words!r}")

    def rename(self, old: str, new: str) -> None:
        before = self.people.pop(old)
        self.people[new] = Person(before.key, new, f"{new}!~{old}@host")
        self.observe(PersonChanged(NETWORK, self.now, before, self.people[new]))

    def log_in(self, nick: str, account: str) -> None:
        before = self.person(nick)
        self.people[nick] = Person(f"{NETWORK}/account/{account}", nick, before.address)
        self.observe(PersonChanged(NETWORK, self.now, before, self.people[nick]))

    def quit(self, nick: str) -> None:
        del self.people[nick]

    def tomorrow(self) -> None:
        self.now += timedelta(days=1)

    def gap(self, *hours: str) -> None:
        since, until = (self.now.replace(hour=int(at[:2]), minute=int(at[3:])) for at in hours)
        self.observe(Interrupted(self.room, since, until))

    def gap_beside(self, network: str, *hours: str) -> None:
        since, until = (self.now.replace(hour=int(at[:2]), minute=int(at[3:])) for at in hours)
        self.observe(Interrupted(self.room_of(f"{network}/"), since, until))

    def tick(self, tomorrow: str | None, at: str) -> None:
        day = self.now + timedelta(days=bool(tomorrow))
        self.now = day.replace(hour=int(at[:2]), minute=int(at[3:]), second=0)
        self.observe(Ticked(self.now))

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.observe(Ticked(self.now))

    def go_to(self, name: str) -> None:
        self.flush()
        self.room = Room(NETWORK, name)

    def speak(self, dialect: str) -> None:
        self.flush()
        self.rooms[self.room] = replace(self.rooms[self.room], dialect=dialect)

    def again(self) -> None:
        if self.last:
            self.observe(self.last)

    def paste(self, quoted: str) -> None:
        for text in re.findall(r'"([^"]*)"', quoted):
            self._say("ada", text)

    def edit(self, nick: str, text: str) -> None:
        self.edited += 1
        name = f"e{self.edited}"
        self.observe(MessageEdited(self.room_of(nick), self.last_of[nick], self.now, self.people[nick], text, name))

    def edit_with(self, nick: str, quoted: str) -> None:
        """The last line reads otherwise, and others follow it."""
        self.edited += 1
        name, message = f"e{self.edited}", self.last_of[nick]
        for number, text in enumerate(re.findall(r'"([^"]*)"', quoted), 1):
            line = message if number == 1 else f"{message}/{number}"
            self.observe(
                MessageEdited(self.room_of(nick), line, self.now, self.people[nick], text, name, added=number > 1)
            )

    def delete_edit(self, nick: str) -> None:
        """The newest edit is redacted."""
        self.observe(MessageErased(self.room_of(nick), f"e{self.edited}", self.now, self.people[nick]))

    def delete(self, nick: str) -> None:
        self.observe(MessageErased(self.room_of(nick), self.last_of[nick], self.now, self.people[nick]))

    def close(self) -> None:
        self.flush()
        self.closed = True
        self.observe(RoomBecamePrivate(self.room, self.now))

    def seal(self, nick: str) -> None:
        self.now += timedelta(minutes=1)
        self._say(nick, UNDECRYPTED, kind=MessageKind.SEALED)
        self.sealed.append(f"m{self.spoken}")

    def unseal(self) -> None:
        """A key for the message sealed last; also one more for what was opened before."""
        if self.sealed:
            self.observe(Unsealed(self.room, self.sealed[-1], self.now))

    def _traces(self) -> dict[tuple[Room, str], Traces]:
        """What the journal would find of what the observations that wait are about."""
        about = [each for each in self.waiting if isinstance(each, MessageEdited | MessageErased)]
        return {(each.room, message_of(each.native_id)): self._traces_of(each) for each in about}

    def _traces_of(self, about: MessageEdited | MessageErased) -> Traces:
        message = message_of(about.native_id)
        kept = [each for each in self.messages if message_of(each.message.native_id) == message]
        lines = tuple(
            KeptLine(each.meeting_id, each.line, each.message.sender.key, each.message.text, each.message.native_id)
            for each in kept
            if each.meeting_id
        )
        told = [Between(row, each.series, each.entry) for row, each in enumerate(self.events) if each.meeting is None]
        said = [
            one
            for each in kept
            if not each.meeting_id
            for one in said_between(told, each.message.sent_at, each.message.sender.key, each.message.text)
        ]
        edits = tuple(edit for edit in self.edits if edit.native_id == about.native_id)
        meetings = {each.meeting.id: each.meeting for each in self.events if each.meeting is not None}
        return Traces(lines, edits, tuple(said), tuple(told), meetings)

    def observe(self, observation: Observation) -> None:
        if isinstance(observation, Message):
            self.last = observation
            if observation.native_id in self.seen:  # the recorder's part; tests/app has it for real
                return
            self.seen.add(observation.native_id)
            beside = observation.room.network != NETWORK
            nick = observation.sender.nick
            self.last_of[f"{observation.room.network}/{nick}" if beside else nick] = observation.native_id
        if isinstance(observation, MessageEdited | MessageErased):  # the recorder's part, likewise
            self.flush()
        self.waiting.append(observation)
        if len(self.waiting) >= self.batch:
            self.flush()

    def flush(self) -> None:
        """Fold what waits as one batch, as the recorder does."""
        draft = self._draft()
        folder = Folder(draft, Decider(draft, self._view), self._traces())
        for observation in self.waiting:
            folder.fold(observation)
        self.waiting = []
        self._kept(draft)

    def apply(self, entry: Entry) -> None:
        """An event of the room's meeting that no line of the script leads to, in a batch of its own."""
        self.flush()
        draft = self._draft()
        draft.apply(self.room, entry)
        self._kept(draft)

    def _draft(self) -> Draft:
        return Draft(Setting(self.rooms, TABLE, self.registry, lambda: f"CODE{next(self.codes)}"), self.state.draft())

    def _kept(self, draft: Draft) -> None:
        self.keep(draft.batch)
        self.state = draft.state
        self.replies += draft.batch.replies
        self.messages += draft.batch.messages
        self.events += draft.batch.events
        self.queued += draft.batch.editions
        self.edits += draft.batch.edits
        self._erased(draft.batch)
        self.ended += [edition.meeting for edition in draft.batch.editions]

    def _view(self, room: Room) -> RoomView:
        here = (person for person in self.people.values() if person.key.startswith(f"{room.network}/"))
        return RoomView((*here, Person(f"{room.network}/session/0", BOT)), self.topic, self.closed)

    def heard(self, room: Room) -> list[str]:
        """What the bot said in one room, and what it showed there of others."""
        replies = (reply for reply in self.replies if isinstance(reply, Say | Repeat) and reply.room == room)
        return [reply.text if isinstance(reply, Say) else _repeated(reply) for reply in replies]

    def transcript(self) -> list[TranscriptLine]:
        """The lines of the meeting as they are kept."""
        return [
            TranscriptLine(
                kept.line,
                kept.message.sent_at,
                kept.message.sender.nick,
                kept.message.kind.value,
                kept.message.text,
                kept.command,
                kept.message.sender.key,
                room=kept.message.room.key,
            )
            for kept in self.messages
            if kept.meeting_id == self.meeting.id
        ]

    def relay(self, nick: str) -> None:
        self.flush()
        relay = Relay(nick, re.compile(EXAMPLE))
        self.rooms[self.room] = replace(self.rooms[self.room], bridging=Bridging(relays=(relay,)))

    def bring(self, nick: str) -> None:
        self.people[nick] = Person(relayed_key(NETWORK, nick), nick)

    def _erased(self, batch: Batch) -> None:
        """The store's part: what is erased between meetings, and of lines."""
        self.republished += batch.erasures.republished
        messages = batch.erasures.messages
        for one in batch.erasures.between:
            self.events[one.row] = KeptEvent(one.series, one.entry)
        gone = {
            (kept.meeting.id, kept.entry.event.line)
            for kept in batch.events
            if kept.meeting and isinstance(kept.entry.event, LineRetracted)
        }
        for place, kept in enumerate(self.messages):
            said = (told.room == kept.message.room and told.covers(kept.message.native_id) for told in messages)
            if (kept.meeting_id, kept.line) in gone or any(said):
                self.messages[place] = kept._replace(message=kept.message._replace(text=RETRACTED))

    def restart(self) -> None:
        """Forget every meeting, and build it again from its kept events."""
        self.flush()
        for room, meeting in self.state.meetings.items():
            kept = [event.entry for event in self.events if event.meeting and event.meeting.id == meeting.id]
            again = replay(kept)
            assert again == meeting
            self.state.meetings[room] = again


def _repeated(relay: Repeat) -> str:
    """As a story shows it: what becomes of a line, behind its name."""
    text = f"* {relay.nick} {relay.text}" if relay.emote else f"<{relay.nick}> {relay.text}"
    unkept = "" if relay.kept else " (unkept)"
    changes = {Change.SAID: text + unkept, Change.EDITED: f"{relay.native_id} edited: {text}"}
    return changes.get(relay.change, f"{relay.native_id} erased")


DIRECTIONS: dict[str, Callable[..., object]] = {
    r"(\S+) is now known as (\S+)": Stage.rename,
    r"(\S+) logs in as (\S+)": Stage.log_in,
    r"(\S+) quits": Stage.quit,
    r"(\S+) is operator": lambda stage, nick: stage.operators.add(nick),
    r"(\S+) joins": Stage.person,
    r"tomorrow": Stage.tomorrow,
    r"gap (\d\d:\d\d) (\d\d:\d\d)": Stage.gap,
    r"gap of (\S+) (\d\d:\d\d) (\d\d:\d\d)": Stage.gap_beside,
    r"place.*": lambda _stage: None,
    r"room (\S+)": Stage.go_to,
    r"dialect (\S+)": Stage.speak,
    r"private": lambda stage: setattr(stage, "private", True),
    r"restart": Stage.restart,
    r"again": Stage.again,
    r"tick (tomorrow )?(\d\d:\d\d)": Stage.tick,
    r"paste (.*)": Stage.paste,
    r"(\S+) edits to: (.*)": Stage.edit,
    r"(\S+) edits to lines: (.*)": Stage.edit_with,
    r"(\S+) deletes": Stage.delete,
    r"(\S+) relays": Stage.relay,
    r"(\S+) came through a bridge": Stage.bring,
    r"(\S+) deletes the edit": Stage.delete_edit,
    r"only by invitation": Stage.close,
    r"(\S+) is sealed": Stage.seal,
    r"key": Stage.unseal,
}


def stage(*rooms: Rules) -> Stage:
    return Stage({each.room: each for each in rooms or (rules(),)})


def hold(*script: str, batch: int = 1) -> Stage:
    """Play a script in `#kiln`; `batch` observations are folded at a time."""
    on = stage()
    on.batch = batch
    return on.play(*script)


def read_script(text: str) -> Sequence[str]:
    """The lines of a chat.txt; blank ones and `# comments` left out."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]


def kinds(events: Iterable[KeptEvent]) -> list[str]:
    return [type(event.entry.event).__name__ for event in events]
