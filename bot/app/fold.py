"""Observations -> what is to be kept, and what is to be said. In memory, and undone by forgetting the draft."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import repeating
from bot.app.altering import edit, erase
from bot.app.batch import Cursor, KeptMessage, Traces
from bot.app.bridging import edited as edited_through_bridges
from bot.app.bridging import heard as through_bridges
from bot.app.deciding import Decider
from bot.app.draft import Draft
from bot.app.interruption import interrupted
from bot.app.knowing import recognised
from bot.app.mailed import agenda_mailed
from bot.app.privacy import became_private
from bot.app.sealing import seal, unseal
from bot.core.chat import (
    AgendaMailed,
    Heard,
    Interrupted,
    LogBegun,
    LogEnded,
    Message,
    MessageEdited,
    MessageErased,
    MessageKind,
    Observation,
    Person,
    PersonChanged,
    Room,
    RoomBecamePrivate,
    Say,
    Ticked,
    Unsealed,
    message_of,
)
from bot.core.commands.lifecycle import ending, opening
from bot.core.commands.lurking import is_heard
from bot.core.commands.timekeeping import ticked
from bot.core.events import (
    ChairRemoved,
    Ending,
    Entry,
    PersonArrived,
    PersonRenamed,
    TalkResumed,
)
from bot.core.grammar import Invocation, OffTheRecord, read
from bot.core.identity import registered
from bot.core.meeting import Meeting
from bot.core.offrecord import is_unrecorded
from bot.core.recent import Spoken
from bot.core.rules import Rules
from bot.core.tuples import made

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Folder:
    """Folds observations, in their order, into a draft of the state and a batch.

    `kept` has what is kept of the messages that edits and erasures in the batch are about, none of them said in it.
    """

    draft: Draft
    decider: Decider
    kept: Mapping[tuple[Room, str], Traces] = field(default_factory=dict)

    def fold(self, told: Observation | Say) -> None:
        observation = told if isinstance(told, Say) else recognised(self.draft, told)
        match observation:
            case Message():
                self._message(observation)
            case MessageEdited():
                self._edited(observation)
            case MessageErased():
                self._erased(observation)
            case PersonChanged():
                self._person_changed(observation)
            case Interrupted():
                interrupted(self.draft, observation)
            case RoomBecamePrivate():
                became_private(self.draft, observation)
            case Heard() | Say() | LogBegun() | LogEnded() | Ticked() | Unsealed() | AgendaMailed():
                self._noted(observation)

    def _noted(self, observation: Heard | Say | LogBegun | LogEnded | Ticked | Unsealed | AgendaMailed) -> None:
        match observation:
            case Heard(network, token):
                self.draft.batch.tokens[network] = token
            case Say():
                self.draft.batch.replies.append(observation)
            case LogBegun(room, at, starter):
                self._log_begun(room, at, starter)
            case LogEnded(room, at):
                self._log_ended(room, at)
            case Ticked(at):
                self._ticked(at)
            case Unsealed():
                unseal(self.decider, observation)
            case AgendaMailed():
                agenda_mailed(self.draft, observation)

    def _message(self, message: Message) -> None:
        rules = self.draft.setting.rooms.get(message.room)
        if rules is None:
            return
        spoken = through_bridges(self.draft, self.decider.view, message, rules)
        if spoken is None:
            self._pass(message)
        elif rules.relays:
            self._relayed(spoken, rules)
        else:
            self._said(spoken, rules)

    def _relayed(self, message: Message, rules: Rules) -> None:
        """A line that the other rooms of its place are shown, ahead of what the bot says to it."""
        batch, before = self.draft.batch, self.draft.running(message.room)
        replies, lines = len(batch.replies), len(batch.messages)
        self._said(message, rules)
        if before or self.draft.running(message.room):
            batch.replies[replies:replies] = repeating.relayed(message, rules, kept=len(batch.messages) > lines)

    def _said(self, message: Message, rules: Rules) -> None:
        room = message.room
        meeting = None if message.private else self._heard(message)
        reading = read(message, self.draft.setting.syntax[room])
        if isinstance(reading, OffTheRecord):
            self._pass(message)
            return
        line = self.draft.state.lines[meeting.id] + 1 if meeting else 1
        if meeting and is_unrecorded(meeting, message):
            self._off_the_record(message, meeting, rules, line, reading)
            return
        if meeting and not message.from_bot:
            self._arrived(message, meeting, line)
            if message.kind is MessageKind.SEALED:
                seal(self.decider, message, self.draft.running(room) or meeting, line)
        word = self.decider.command(message, rules, line, reading) if reading else ""
        self._keep(message, meeting, line, word)

    def _heard(self, message: Message) -> Meeting | None:
        """The room's meeting, which knows that somebody is there, whatever was said, and also off the record."""
        state, room = self.draft.state, message.room
        meeting = self.draft.running(room)
        if message.from_bot:
            return meeting
        state.said_at(meeting.room if meeting else room, message.sent_at)
        if meeting and meeting.unanswered:
            self.draft.meanwhile(room, message.sent_at, TalkResumed())
            return self.draft.running(room)
        return meeting

    def _ticked(self, at: datetime) -> None:
        """What is due in the rooms that the bot is in: in others it would ask nobody."""
        state = self.draft.state
        for room, meeting in list(state.meetings.items()):
            setting, last_said = self.draft.setting, state.last_said_in(meeting)
            if not any(self.decider.view(each).people for each in setting.rooms[room].rooms):
                continue
            outcome = ticked(meeting, setting.rooms[room], setting.registry, last_said, at)
            for event in outcome.events:
                self.draft.meanwhile(room, at, event)
            if is_heard(outcome, meeting, state.meetings.get(room)):
                self.draft.batch.replies += outcome.replies

    def _arrived(self, message: Message, meeting: Meeting | None, line: int) -> None:
        where = self.draft.said_in(message.room)
        if meeting and not message.from_bot and not _in_roll(meeting, message.sender, where):
            arrival = Entry(meeting.next_seq, message.sent_at, line, PersonArrived(message.sender), where)
            self.draft.apply(message.room, arrival)

    def _off_the_record(
        self, message: Message, meeting: Meeting, rules: Rules, line: int, reading: Invocation | None
    ) -> None:
        """Nothing is kept but the line that ends it."""
        off = meeting.off_since is not None
        word = self.decider.command(message, rules, line, reading) if off and reading else ""
        after = self.draft.running(message.room)
        if not off or (after is not None and after.off_since is not None):
            self._pass(message)
            return
        self._arrived(message, after, line)
        self._keep(message, meeting, line, word)

    def _keep(self, message: Message, meeting: Meeting | None, line: int, word: str) -> None:
        """Every line of a meeting is kept, the one that starts it too; else only commands; said in private, nothing."""
        if message.private:
            return
        begun = self.draft.running(message.room) if meeting is None else None
        if begun is not None:
            meeting, line = begun, self.draft.state.lines[begun.id] + 1  # one that was reopened counts on
        if meeting is None:
            self._pass(message)
            if word:
                self.draft.batch.messages.append(KeptMessage(message, command=word))
            return
        self.draft.batch.messages.append(made(KeptMessage, (message, meeting.id, line, word)))
        spoken = None if message.from_bot else _spoken(message, line, word)
        self.draft.state.heard(meeting, line, spoken)

    def _pass(self, message: Message) -> None:
        """Remember that the room was heard up to here, which a line of a meeting says by itself."""
        if not (message.from_bot or message.private):
            self.draft.batch.cursors[message.room] = Cursor(message.sent_at, message.native_id)

    def _edited(self, heard: MessageEdited) -> None:
        """What is typed off the record is not kept, be it in an edit."""
        rules, running = self.draft.setting.rooms.get(heard.room), self.draft.running(heard.room)
        if rules is None or (running is not None and running.off_since is not None):
            return
        traces = self._traces(heard)
        told = edited_through_bridges(self.draft, heard, rules, traces.lines)
        if told is None or isinstance(read(told.as_said, self.draft.setting.syntax[told.room]), OffTheRecord):
            return
        if running is not None:
            self.draft.batch.replies += repeating.edited(told, rules, traces.lines, running)
        added = edit(self.decider, told, rules, traces)
        if added is not None and running is not None:
            self._keep(added, running, self.draft.state.lines[running.id] + 1, "")
            self.draft.batch.replies += repeating.relayed(added, rules, kept=True)

    def _erased(self, told: MessageErased) -> None:
        erase(self.draft, told, self._traces(told))
        rules = self.draft.setting.rooms.get(told.room)
        self.draft.batch.replies += repeating.erased(told, rules) if rules else []

    def _traces(self, told: MessageEdited | MessageErased) -> Traces:
        return self.kept.get((told.room, message_of(told.native_id)), Traces())

    def _person_changed(self, change: PersonChanged) -> None:
        registry, logged_in = self.draft.setting.registry, change.before.key != change.after.key
        event = PersonRenamed(change.before.key, change.after, registered(registry, change.after) if logged_in else "")
        for room, meeting in self.draft.at_hand():
            if change.before.key in meeting.people and (meeting.running or logged_in):  # or a chair could not amend
                self.draft.meanwhile(room, change.at, event)

    def _log_begun(self, room: Room, at: datetime, starter: Person) -> None:
        """Whoever speaks first in a log is its first attendee, and not its chair.

        A meeting that runs here still is of another log, whose import was cut short and never resumed.
        """
        left = self.draft.running(room)
        if left is not None:
            self._log_ended(room, left.history[-1].at)
        rules, series = self.draft.setting.rooms[room], self.draft.state.series
        self.draft.apply(room, Entry(1, at, 0, opening(rules, series, starter, at)))
        self.draft.meanwhile(room, at, ChairRemoved(starter))

    def _log_ended(self, room: Room, at: datetime) -> None:
        meeting = self.draft.running(room)
        if meeting is not None:
            for event in ending(meeting, self.draft.setting.registry, Ending.END_OF_LOG):
                self.draft.meanwhile(room, at, event)


def _in_roll(meeting: Meeting, person: Person, room: str) -> bool:
    """Whether somebody is known under this nick, to have spoken in this room (a key) if there are several."""
    known = meeting.people.get(person.key)
    here = known is not None and (not room or room in known.rooms)
    return here and known is not None and known.spoke and known.person.nick == person.nick


def _spoken(message: Message, line: int, word: str) -> Spoken:
    return made(Spoken, (line, message.sender, message.text, word, message.room.key, message.native_id))
