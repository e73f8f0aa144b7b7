"""Observations -> what is to be kept, and what is to be said. In memory, and undone by forgetting the draft."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.app.batch import Batch, Cursor, KeptEvent, KeptMessage, State
from bot.core.chat import (
    Interrupted,
    LogBegun,
    LogEnded,
    Message,
    Observation,
    Person,
    PersonChanged,
    Reply,
    Room,
    RoomView,
    Say,
)
from bot.core.commands import Command, Scene, decide
from bot.core.commands.lifecycle import opening
from bot.core.commands.spelling import meant
from bot.core.events import (
    ChairRemoved,
    Ending,
    Entry,
    Event,
    MeetingEnded,
    MeetingStarted,
    Outcome,
    PersonArrived,
    PersonRenamed,
    RecordingInterrupted,
)
from bot.core.grammar import Invocation, OffTheRecord, read
from bot.core.meeting import Meeting, evolve, start
from bot.core.people import Registry
from bot.core.rules import Rules
from bot.core.series import Series, evolve_series, named

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What never changes while the bot runs."""

    rooms: Mapping[Room, Rules]
    table: Mapping[str, Command]
    registry: Registry = field(default_factory=Registry)


View = Callable[[Room], RoomView]


@dataclass(slots=True)
class Folder:
    """Folds observations, in their order, into a draft of the state and a batch.

    A replayed command said before `stale_before` (UTC) takes effect, but nobody waits for its answer any more.
    """

    setting: Setting
    state: State
    view: View
    stale_before: datetime = field(default=datetime.min.replace(tzinfo=UTC))
    batch: Batch = field(default_factory=Batch)

    def fold(self, observation: Observation) -> None:
        match observation:
            case Message():
                self._message(observation)
            case PersonChanged():
                self._person_changed(observation)
            case Interrupted():
                self._interrupted(observation)
            case LogBegun(room, at, starter):
                self._log_begun(room, at, starter)
            case LogEnded(room, at):
                self._log_ended(room, at)

    def _message(self, message: Message) -> None:
        room = message.room
        rules = self.setting.rooms.get(room)
        if rules is None:
            return
        if not (message.from_bot or message.private):
            self.batch.cursors[room] = Cursor(message.sent_at, message.native_id)
        reading = read(message, rules.prefixes, bare_links=rules.bare_links)
        if isinstance(reading, OffTheRecord):
            return
        meeting = None if message.private else self.state.meetings.get(room)
        line = self.state.lines[meeting.id] + 1 if meeting else 1
        if meeting and not message.from_bot and not _in_roll(meeting, message.sender):
            self._apply(room, Entry(meeting.next_seq, message.sent_at, line, PersonArrived(message.sender)))
        word = self._command(message, rules, line, reading) if isinstance(reading, Invocation) else ""
        self._keep(message, meeting, line, word)

    def _keep(self, message: Message, meeting: Meeting | None, line: int, word: str) -> None:
        """Every line of a meeting is kept, the one that starts it too; else only commands; said in private, nothing."""
        if message.private:
            return
        meeting = meeting or self.state.meetings.get(message.room)
        if meeting is None:
            if word:
                self.batch.messages.append(KeptMessage(message, command=word))
            return
        self.state.lines[meeting.id] = self.batch.lines[meeting.id] = line
        self.batch.messages.append(KeptMessage(message, meeting.id, line, word))

    def _command(self, message: Message, rules: Rules, line: int, invocation: Invocation) -> str:
        """Decide a command and apply what it leads to; returns its name, or "" when the line is talk after all."""
        command = self.setting.table.get(invocation.word)
        if command is None:
            self._suggest(message, invocation.word)
            return ""
        meeting = None if message.private else self.state.meetings.get(message.room)
        own = rules.series_named(meeting.name if meeting else rules.series)
        scene = Scene(
            rules=rules,
            registry=self.setting.registry,
            message=message,
            word=invocation.word,
            series=named(self.state.series, meeting.series if meeting else own.slug, own.name),
            catalogue=self.state.series,
            meeting=meeting,
            line=line,
            view=self.view(message.room),
            deliveries=self.state.deliveries,
        )
        outcome = self._decided(scene, invocation.argument)
        if outcome is None:
            return ""
        for event in outcome.events:
            self._happened(scene, event)
        self._answer(message, *outcome.replies)
        return command.name

    def _answer(self, message: Message, *replies: Reply) -> None:
        if not (message.replayed and message.sent_at < self.stale_before):
            self.batch.replies += replies

    def _suggest(self, message: Message, word: str) -> None:
        """In a meeting, the command that a mistyped one was meant for."""
        if message.room in self.state.meetings and not message.private:
            near = meant(word, self.setting.table)
            self._answer(message, *([Say(message.room, f"Did you mean #{near}?")] if near else ()))

    def _decided(self, scene: Scene, argument: str) -> Outcome | None:
        try:
            return decide(self.setting.table, scene, argument)
        except Exception:  # one of the two walls: a bug in a command must not lose the line, nor the meeting
            logger.exception("#%s failed on %r", scene.word, scene.message.text)
            sorry = f"{scene.sender.nick}: #{scene.word} failed. That is a bug of mine; it is in my log."
            return Outcome((), (Say(scene.message.room, sorry),))

    def _happened(self, scene: Scene, event: Event) -> None:
        room, at = scene.message.room, scene.message.sent_at
        meeting = self.state.meetings.get(room)
        if isinstance(event, MeetingStarted):
            self._apply(room, Entry(1, at, scene.line, event))
        elif meeting is not None:
            self._apply(room, Entry(meeting.next_seq, at, scene.line, event))
        else:
            series = named(self.state.series, scene.series.slug, scene.series.name)
            self._apply_to_series(evolve_series(series, event, None))
            self.batch.events.append(KeptEvent(series.slug, Entry(0, at, 0, event)))

    def _apply(self, room: Room, entry: Entry) -> None:
        """One more event of the room's meeting, or its first."""
        event = entry.event
        meeting = start(entry) if isinstance(event, MeetingStarted) else evolve(self.state.meetings[room], entry)
        series = named(self.state.series, meeting.series, meeting.name)
        self._apply_to_series(evolve_series(series, event, meeting))
        self.batch.events.append(KeptEvent(meeting.series, entry, meeting))
        self.state.meetings[room] = meeting
        if isinstance(event, MeetingStarted):
            self.state.lines[meeting.id] = 0
        if isinstance(event, MeetingEnded):
            del self.state.meetings[room]
            if event.ending is not Ending.ABORTED:
                self.batch.ended.append((meeting, self.setting.rooms[room].publishers))

    def _apply_to_series(self, series: Series) -> None:
        if self.state.series.get(series.slug) is not series:
            self.state.series[series.slug] = self.batch.series[series.slug] = series

    def _person_changed(self, change: PersonChanged) -> None:
        event = PersonRenamed(change.before.key, change.after)
        for room, meeting in list(self.state.meetings.items()):
            if room.network == change.network and change.before.key in meeting.people:
                self._apply(room, Entry(meeting.next_seq, change.at, self.state.lines[meeting.id], event))

    def _interrupted(self, gap: Interrupted) -> None:
        meeting = self.state.meetings.get(gap.room)
        if meeting is None:
            return
        since = max(gap.since, meeting.started_at)
        event = RecordingInterrupted(since, max(gap.until, since))  # a clock may have been set back meanwhile
        self._apply(gap.room, Entry(meeting.next_seq, gap.until, self.state.lines[meeting.id], event))
        span = between(event.since, event.until)
        self.batch.replies.append(Say(gap.room, f"Recording again; lines {span} may be missing."))

    def _log_begun(self, room: Room, at: datetime, starter: Person) -> None:
        """Whoever speaks first in a log is its first attendee, and not its chair.

        A meeting that runs here still is of another log, whose import was cut short and never resumed.
        """
        if room in self.state.meetings:
            self._log_ended(room, self.state.meetings[room].history[-1].at)
        self._apply(room, Entry(1, at, 0, opening(self.setting.rooms[room], self.state.series, starter, at)))
        self._apply(room, Entry(2, at, 0, ChairRemoved(starter)))

    def _log_ended(self, room: Room, at: datetime) -> None:
        meeting = self.state.meetings.get(room)
        if meeting is not None:
            line = self.state.lines[meeting.id]
            self._apply(room, Entry(meeting.next_seq, at, line, MeetingEnded("", Ending.END_OF_LOG)))


def _in_roll(meeting: Meeting, person: Person) -> bool:
    known = meeting.people.get(person.key)
    return known is not None and known.spoke and known.person.nick == person.nick


def between(since: datetime, until: datetime) -> str:
    """A span in words: "between 16:04 and 16:06 UTC", with dates when the two lie on different days."""
    form = "%H:%M" if since.date() == until.date() else "%Y-%m-%d %H:%M"
    return f"between {since:{form}} and {until:{form}} UTC"
