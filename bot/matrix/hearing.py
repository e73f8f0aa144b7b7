"""A stretch of a room's events -> what is told of it. Pure: what the server must be asked for comes in with it."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.chat import (
    UNDECRYPTED,
    Interrupted,
    Message,
    MessageEdited,
    MessageErased,
    MessageKind,
    Observation,
    PersonChanged,
    Room,
    RoomBecamePrivate,
    Unsealed,
)
from bot.core.relaying import Ghosts
from bot.failures import ODD
from bot.matrix import talk
from bot.matrix.mentions import named
from bot.matrix.raw import Event, content, earlier, moment, state_key, table, text
from bot.matrix.repeating import is_repeated
from bot.matrix.room import RoomState

log = logging.getLogger(__name__)
MOST_UNREAD = 100
"""Of each room; for more than that a key that comes is too late."""
FAST, SLOW = timedelta(minutes=1), timedelta(minutes=5)
"""How far a sender's clock is believed before and behind ours."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened in a room since it was heard last, oldest first.

    `state` is the room's as it was before `timeline`; `gap` came before that, and was asked for. `whole`: nothing
    between the last stretch and this one is missing. `originals` are the events that edits in it are about, by id.
    """

    timeline: Sequence[Event]
    state: Sequence[Event] = ()
    gap: Sequence[Event] = ()
    whole: bool = True
    originals: Mapping[str, Event] = field(default_factory=dict)

    @property
    def events(self) -> Sequence[Event]:
        return [*self.gap, *self.timeline]


@dataclass(slots=True)
class Hearing:
    """One room of the config. `inside`: the bot is in it, and hears; what was said before it came is not its business.

    `decrypts`: it can read the room also when that is encrypted.

    `unread` are messages that there was no key for, each with its key's id.

    `last` is when the last line was said. `newest` is the id of the last event that was told, or passed over.
    """

    room: Room
    me: str
    bots: frozenset[str]
    ghosts: Ghosts = field(default_factory=Ghosts)
    inside: bool = False
    last: datetime | None = None
    newest: str = ""
    decrypts: bool = False
    state: RoomState = field(default_factory=lambda: RoomState(""))
    unread: dict[str, str] = field(default_factory=dict)
    _told_private: bool = False

    def __post_init__(self) -> None:
        self.state = RoomState(self.room.network, self.ghosts)

    @property
    def sealed(self) -> bool:
        """Whether what is said in the room can't be read."""
        return self.state.encrypted and not self.decrypts

    def moved(self) -> None:
        """The room goes on under another id, where nothing is known yet."""
        self.inside, self.newest, self.unread = False, "", {}
        self.state = RoomState(self.room.network, self.ghosts)

    def hear(self, stretch: Stretch, now: datetime, *, replayed: bool) -> Iterator[Observation]:
        """All that is told of a stretch. `now` is UTC; `replayed`: some of it may have been told before."""
        self.state.apply_all(stretch.state)
        self.state.rewind(stretch.gap)
        late, begin = len(stretch.gap), self._begin(stretch.events)
        if self.inside and not stretch.whole:
            yield from self._interrupted(stretch, now)
        self.state.apply_all(stretch.events[:begin])
        yield from self._privacy(None, now)
        for number, event in enumerate(stretch.events[begin:], begin):
            try:
                told = list(self._event(event, now, stretch.originals, replayed=replayed or number < late))
            except ODD:
                log.exception("%s: skipped an event: %.300r", self.room.key, event)
                continue
            yield from told
            yield from self._privacy(event, now)
        self.passed(stretch)

    def late(self, events: Iterable[Event], now: datetime, originals: Mapping[str, Event]) -> Iterator[Observation]:
        """What messages say whose keys have come."""
        for event in events:
            event_id = text(event.get("event_id"))
            self.unread.pop(event_id, None)
            yield Unsealed(self.room, talk.stand_in(event_id), self._at(event, now))
            yield from self._event(event, now, originals, replayed=True)

    def _privacy(self, event: Event | None, now: datetime) -> Iterator[Observation]:
        """Told once, where a state event or what was there before shows that the room is private."""
        if event is not None and state_key(event) is None:
            return
        private = self.state.private
        if private and self.inside and not self._told_private:
            yield RoomBecamePrivate(self.room, now if event is None else self._at(event, now))
        self._told_private = private and self.inside

    def passed(self, stretch: Stretch) -> None:
        """All of this is behind us."""
        self.newest = next((text(event.get("event_id")) for event in reversed(stretch.events)), self.newest)

    def _begin(self, events: Sequence[Event]) -> int:
        """The first event that is new to us: a server tells who comes back what they heard before they went."""
        ids = [event.get("event_id") for event in events]
        if self.newest in ids:
            return ids.index(self.newest) + 1
        comings = [number for number, event in enumerate(events) if self.is_our_coming(event)]
        return 0 if self.inside else comings[-1] if comings else len(events)

    def is_our_coming(self, event: Event) -> bool:
        """Whether we came into the room with this."""
        ours = event.get("type") == "m.room.member" and state_key(event) == self.me
        return (
            ours and content(event).get("membership") == "join" and (earlier(event) or {}).get("membership") != "join"
        )

    def _interrupted(self, stretch: Stretch, now: datetime) -> Iterator[Observation]:
        first = next(iter(stretch.events), None)
        until = now if first is None else self._at(first, now)
        yield Interrupted(self.room, min(self.last or until, until), until)

    def _event(
        self, event: Event, now: datetime, originals: Mapping[str, Event], *, replayed: bool
    ) -> Iterator[Observation]:
        sender, event_id = text(event.get("sender")), text(event.get("event_id"))
        if not sender or not event_id:
            return
        if event.get("type") == "m.room.member":
            yield from self._member(event, now)
            return
        self.state.apply(event)
        if not self.inside:
            return
        at = self._at(event, now)
        if edited := talk.edits(event):
            yield from self._edited(event, originals.get(edited), at)
        elif redacted := talk.redacts(event):
            yield MessageErased(self.room, redacted, at, self.state.person(sender))
        elif talk.is_sealed(event):
            yield self._sealed(event, at, replayed=replayed)
        else:
            yield from self._said(event, at, replayed=replayed)

    def _at(self, event: Event, now: datetime) -> datetime:
        least = (self.last or now - timedelta(days=1)) - SLOW
        return moment(event, (min(least, now), now + FAST))

    def _member(self, event: Event, now: datetime) -> Iterator[Observation]:
        """Somebody came, left, or took another name; the bot itself, perhaps."""
        user = state_key(event) or ""
        before = self.state.person(user)
        was_here = self.state.membership(user) == "join"
        self.state.apply(event)
        is_here = self.state.membership(user) == "join"
        if user == self.me:
            self.inside = is_here
        after = self.state.person(user)
        if was_here and is_here and before.nick != after.nick and self.inside:
            yield PersonChanged(self.room.network, self._at(event, now), before, after)

    def _said(self, event: Event, at: datetime, *, replayed: bool) -> Iterator[Observation]:
        said, relay = talk.said(event), is_repeated(event)
        if said is None or (relay and event.get("sender") == self.me):
            return
        kind, lines = said
        sender = text(event.get("sender"))
        person, operator = self.state.person(sender), self.state.is_operator(sender)
        from_bot = sender == self.me or sender in self.bots or relay
        self.last = max(self.last or at, at)
        names, thread = talk.names(text(event.get("event_id")), lines), talk.thread(event)
        whom = named(content(event), lines, self.state.person)
        for name, line, mentions in zip(names, lines, whom, strict=True):
            one = Message(self.room, name, at, person, line, kind, operator, from_bot, replayed)
            yield one._replace(thread=thread, mentions=mentions)

    def _sealed(self, event: Event, at: datetime, *, replayed: bool) -> Message:
        """A line that stands for what can't be read."""
        event_id, sender = text(event.get("event_id")), text(event.get("sender"))
        if self.decrypts:
            self.unread[event_id] = text(content(event).get("session_id"))
            for forgotten in list(self.unread)[:-MOST_UNREAD]:
                del self.unread[forgotten]
        self.last = max(self.last or at, at)
        person, from_bot = self.state.person(sender), sender == self.me or sender in self.bots
        name, kind = talk.stand_in(event_id), MessageKind.SEALED
        return Message(self.room, name, at, person, UNDECRYPTED, kind, from_bot=from_bot, replayed=replayed)

    def _edited(self, event: Event, original: Event | None, at: datetime) -> Iterator[Observation]:
        """Told is only what is certain: the same person's, in this room, of the same kind, and no edit of an edit."""
        sender = text(event.get("sender"))
        was, new = talk.said(original) if original else None, talk.rewritten(event)
        if original is None or was is None or new is None or sender in self.bots | {self.me}:
            return
        if text(original.get("sender")) != sender or was[0] is not new[0] or was[0] is MessageKind.NOTICE:
            return
        yield from self._changed(event, original, was[1], new, at)

    def _changed(
        self, event: Event, original: Event, old: list[str], said: talk.Said, at: datetime
    ) -> Iterator[Observation]:
        """Line by line: those it had, those that came, and those that went."""
        kind, new = said
        person, edit = self.state.person(text(event.get("sender"))), text(event.get("event_id"))
        message, thread = text(original.get("event_id")), talk.thread(original)
        names = [*talk.names(message, old), *(f"{message}/{number}" for number in range(len(old) + 1, len(new) + 1))]
        whom = named(table(content(event).get("m.new_content")), new, self.state.person)
        for number, (name, line, mentions) in enumerate(zip(names, new, whom, strict=False), 1):
            added = number > len(old)
            yield MessageEdited(self.room, name, at, person, line, edit, added, thread, mentions, kind)
        if len(new) < len(old):
            yield MessageErased(self.room, message, at, person, beyond=len(new))


def wanted_originals(stretch: Stretch) -> set[str]:
    """The events that edits in a stretch are about."""
    return {edited for event in stretch.events if (edited := talk.edits(event)) and content(event)}
