"""What the chat networks hand us: rooms, people, and what was observed there."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True)
class Room:
    """An IRC channel or a Matrix room, spelt as the config spells it: one value per configured room."""

    network: str
    name: str

    def __hash__(self) -> int:  # looked up for each line
        return hash(self.name)

    @cached_property
    def key(self) -> str:
        return f"{self.network}/{self.name}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a network.

    `key` is who they are and the only thing rights hang on: `NETWORK/account/NAME` when the network vouches for an
    account, else `NETWORK/session/ID` for a session followed through its nick changes, or `NETWORK/relayed/...` where
    only a bridge says who it is. `nick` is a label at the time of the line. `address` is where they came from (IRC:
    `nick!user@host`), enough to know the session again after a restart; empty where the key outlives restarts by
    itself.
    """

    key: str
    nick: str
    address: str = ""


class MessageKind(Enum):
    TEXT = "text"
    EMOTE = "emote"  # /me
    NOTICE = "notice"
    SEALED = "sealed"  # stands for what could not be decrypted


UNDECRYPTED = "(could not be decrypted)"
"""What the line says that stands for one."""


class Mention(NamedTuple):
    """Somebody whom a line names for sure, by an account and not by what they are called; `label` is how it does."""

    label: str
    person: Person


class Message(NamedTuple):
    """One line said in a room.

    `native_id` names the line for ever, so that the same line handed in twice is known: IRC msgid, Matrix event id, or
    one made by the network layer. `sent_at` is UTC, the server's time where it gives one. `operator`: the sender may
    run the room (IRC `@` or above). `from_bot`: our own line or a known bot's; never read for commands. `replayed`: the
    network told it late, out of its history. `private`: said to the bot alone; `room` is then any room of the network.
    `account` is the key by which the network knows the sender, where that is another one. `thread` is the message that
    began the thread it was said in, where rooms have threads. `mentions` are those whom the network says it names.

    A tuple, made in a third of the time of a frozen dataclass: a log of 100,000 lines makes as many.
    """

    room: Room
    native_id: str
    sent_at: datetime
    sender: Person
    text: str
    kind: MessageKind = MessageKind.TEXT
    operator: bool = False
    from_bot: bool = False
    replayed: bool = False
    private: bool = False
    account: str = ""
    thread: str = ""
    mentions: tuple[Mention, ...] = ()


def message_of(native_id: str) -> str:
    """The message that a line is of: those of a message of several have a `/` and a number behind its name."""
    head, slash, number = native_id.rpartition("/")
    return head if slash and number.isdecimal() else native_id


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person took another nick (same key), or logged in to an account (the key changes and rights follow)."""

    network: str
    at: datetime
    before: Person
    after: Person


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The bot did not hear `room` between `since` and `until` (UTC) and no history could fill the gap."""

    room: Room
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The sender made a line of theirs read otherwise, after it was said. The network has checked that it is theirs.

    `edit` is the edit's own name. `added`: the message had no such line before, unless an earlier edit gave it one.
    `thread` and `kind` are those of the line.
    """

    room: Room
    native_id: str
    at: datetime
    sender: Person
    text: str
    edit: str = ""
    added: bool = False
    thread: str = ""
    mentions: tuple[Mention, ...] = ()
    kind: MessageKind = MessageKind.TEXT

    @property
    def as_said(self) -> Message:
        """The line as if it were said now."""
        line = Message(self.room, self.native_id, self.at, self.sender, self.text, self.kind)
        return line._replace(thread=self.thread, mentions=self.mentions)


@dataclass(frozen=True, slots=True)
class MessageErased:
    """A line was taken away, by its sender or by who may. `native_id` with a `/` and a number behind it goes, too.

    `beyond`: only those with a higher number than this. The id of an edit is taken for the edit alone.
    """

    room: Room
    native_id: str
    at: datetime
    by: Person
    beyond: int = 0

    def covers(self, native_id: str) -> bool:
        """Whether it takes away this line; the one without a number is the first."""
        return takes_away(self.native_id, self.beyond, native_id)


def takes_away(erased: str, beyond: int, native_id: str) -> bool:
    """Whether an erasure of this name, and beyond this number, is one of this line."""
    head, slash, number = native_id.rpartition("/")
    if native_id == erased:
        return beyond == 0
    return bool(slash) and head == erased and number.isdecimal() and int(number) > beyond


@dataclass(frozen=True, slots=True)
class RoomBecamePrivate:
    """From here on not everybody may come in and read; also told of a room that was so when it was first heard."""

    room: Room
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The key for a line came: what it says is told next. `native_id` names the line that stood for it."""

    room: Room
    native_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A network was heard up to here, and with all that came before this nothing of it need be asked for again.

    `token` is the network's own word for it: kept with what it brought, and given back at the next start.
    """

    network: str
    token: str


@dataclass(frozen=True, slots=True)
class LogBegun:
    """An imported log without a #startmeeting begins: all of it is one meeting."""

    room: Room
    at: datetime
    starter: Person


@dataclass(frozen=True, slots=True)
class LogEnded:
    """An imported log ends; so does the meeting that is still running in it."""

    room: Room
    at: datetime


@dataclass(frozen=True, slots=True)
class AgendaMailed:
    """Somebody put an item on a series' agenda by mail. `key` names the mail, for ever; `name` is the series'."""

    series: str
    name: str
    key: str
    at: datetime
    proposer: str
    text: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """It is `at` (UTC, by our own clock), and something may be due."""

    at: datetime


Observation = (
    Message
    | MessageEdited
    | MessageErased
    | Unsealed
    | PersonChanged
    | Interrupted
    | RoomBecamePrivate
    | Heard
    | LogBegun
    | LogEnded
    | Ticked
    | AgendaMailed
)


@dataclass(frozen=True, slots=True)
class Bridge:
    """What shows that a bridge joins a room with another one.

    `sign` is whom or what it is seen by, in words; `ends` are names of the other end, "libera/#kiln", where it tells.
    """

    sign: str
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomView:
    """What a room looks like now: who is there, its topic, and what shows bridges. `people` has the bot in it.

    `private`: by what the network says of it, not everybody may come in and read what is said there.
    `sealed`: it is encrypted, and the bot has no means to read that. `event_link` is where a message of it is to be
    found, with `{}` for the message's name; empty where there is no such place.
    """

    people: tuple[Person, ...] = ()
    topic: str = ""
    private: bool = False
    sealed: bool = False
    bridges: tuple[Bridge, ...] = ()
    event_link: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A line for the room, or for one person of its network alone.

    `answers` is the message that it replies to, `thread` the one that began the thread it belongs to, where rooms have
    such; either may be empty.
    """

    room: Room
    text: str
    to: Person | None = None
    answers: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A success worth no line: silence on IRC, a reaction on Matrix."""

    room: Room
    native_id: str


@dataclass(frozen=True, slots=True)
class SetTopic:
    """The room's own topic; a network layer that may not set it leaves it alone."""

    room: Room
    text: str
