"""Who said what where: a PRIVMSG or NOTICE as a Message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Message, MessageKind, Person, Room
from bot.core.keys import is_relayed as is_ghost
from bot.irc import ctcp
from bot.irc.bridges import is_relayed, relayed_as
from bot.irc.isupport import Isupport
from bot.irc.line import Line
from bot.irc.naming import Naming
from bot.irc.repeating import is_repeated
from bot.irc.roster import Someone
from bot.irc.tracker import Tracker

_BOT_TAGS = ("bot", "draft/bot", "inspircd.org/bot")


@dataclass(frozen=True, slots=True)
class Said:
    """Words with their place: `private` ones were said to us alone, or to some ranks of the room only."""

    room: Room
    channel: str
    text: str
    kind: MessageKind
    private: bool


class Places:
    """The configured rooms by the server's own idea of equal names, and the nicks of known bots, and our own ones."""

    def __init__(self, isupport: Isupport, rooms: Sequence[Room], bots: Sequence[str], own: Sequence[str] = ()) -> None:
        self._isupport = isupport
        self._rooms = rooms
        self._nicks = bots
        self._own = own
        self.refold()

    def refold(self) -> None:
        """The casemapping is known now."""
        fold = self._isupport.fold
        self._by_name = {fold(room.name): room for room in self._rooms}
        self.bots = frozenset(map(fold, self._nicks))
        self.own = frozenset(map(fold, self._own))

    def room(self, channel: str) -> Room | None:
        return self._by_name.get(self._isupport.fold(channel))

    def place(self, target: str, is_me: Callable[[str], bool]) -> tuple[Room, str, bool] | None:
        """Room, channel, and whether only some can hear; None for a target that is none of ours."""
        if self._isupport.is_channel(target):
            room = self.room(target)
            return (room, target, False) if room else None
        channel = self._isupport.channel_of_status(target)
        if channel:
            room = self.room(channel)
            return (room, channel, True) if room else None
        return (self._rooms[0], "", True) if is_me(target) and self._rooms else None


class Voices:
    """Turns the lines of one connection into messages."""

    def __init__(self, tracker: Tracker, places: Places, naming: Naming) -> None:
        self._tracker = tracker
        self._places = places
        self._naming = naming

    def said(self, line: Line) -> Said | None:
        """What a PRIVMSG or NOTICE says; None for what is not for us, servers' notices, and CTCP other than /me."""
        place = self._places.place(line.param(0), self._tracker.is_me)
        if place is None or "!" not in line.source:
            return None
        room, channel, private = place
        text = line.param(1)
        kind = MessageKind.TEXT if line.verb == "privmsg" else MessageKind.NOTICE
        request = ctcp.unwrap(text)
        if request:
            if request[0] != "ACTION" or kind is MessageKind.NOTICE:
                return None
            text, kind = request[1], MessageKind.EMOTE
        return Said(room, channel, text, kind, private)

    def live(self, line: Line, said: Said, someone: Someone | None, at: datetime) -> Message:
        """A line said now. `someone`: the sender, None when they are in no room of ours."""
        sender = self._tracker.roster.person(someone, at) if someone else self._passer_by(line)
        return self._message(line, said, sender, someone, at, self._naming.name(line), replayed=False)

    def replayed(self, line: Line, said: Said, at: datetime, native_id: str) -> Message:
        """A line out of the server's history. The sender is one we know only by account or by the very same address."""
        someone = self._tracker.by_address(line.source)
        account = line.tags.get("account")
        if account or someone is None:
            sender = self._passer_by(line)
        else:
            known = self._tracker.roster.person(someone, at)
            sender = Person(known.key, line.nick, line.source)
        return self._message(line, said, sender, someone, at, native_id, replayed=True)

    def own(self, room: Room, text: str, at: datetime) -> Message:
        """A line of ours, which this server does not echo."""
        sender = self._tracker.roster.person(self._tracker.myself(), at)
        return Message(room, self._naming.fresh(), at, sender, text, from_bot=True)

    def _passer_by(self, line: Line) -> Person:
        sessions = self._tracker.roster.sessions
        account = line.tags.get("account")
        if is_relayed(line):
            return Person(relayed_as(sessions.network, line), line.nick)
        if account:
            return Person(f"{sessions.network}/account/{account}", line.nick, line.source)
        return Person(sessions.key(sessions.passer_by(line.source), line.nick), line.nick, line.source)

    def _message(
        self,
        line: Line,
        said: Said,
        sender: Person,
        someone: Someone | None,
        at: datetime,
        native_id: str,
        *,
        replayed: bool,
    ) -> Message:
        return Message(
            said.room,
            native_id,
            at,
            sender,
            said.text,
            kind=said.kind,
            operator=self._operates(someone, said) and not is_ghost(sender.key),
            from_bot=self._is_bot(line, someone) or is_repeated(said.text),
            replayed=replayed,
            private=said.private,
        )

    def _operates(self, someone: Someone | None, said: Said) -> bool:
        return bool(someone and said.channel and self._tracker.operates(someone, said.channel))

    def is_our_repeat(self, line: Line, said: Said) -> bool:
        """Whether we said it, under one of our nicks, for somebody in another room: it is no line of this one."""
        ours = self._tracker.is_me(line.nick) or self._tracker.isupport.fold(line.nick) in self._places.own
        return ours and is_repeated(said.text)

    def _is_bot(self, line: Line, someone: Someone | None) -> bool:
        folded = self._tracker.isupport.fold(line.nick)
        return (
            folded in self._places.bots
            or (someone is not None and someone.bot)
            or self._tracker.is_me(line.nick)
            or any(tag in line.tags for tag in _BOT_TAGS)
        )
