"""Observations -> what is to be kept, and what is to be said. In memory, and undone by forgetting the draft."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.app.batch import Cursor, KeptEvent, KeptMessage
from bot.app.draft import Draft
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
from bot.core.commands import Scene, decide
from bot.core.commands.lifecycle import opening
from bot.core.commands.spelling import meant
from bot.core.events import (
    AgendaAdded,
    AgendaTaken,
    ChairRemoved,
    Ending,
    Entry,
    Event,
    MeetingEnded,
    MeetingStarted,
    NextMeetingSet,
    Outcome,
    PersonArrived,
    PersonRenamed,
    RecordingInterrupted,
)
from bot.core.grammar import Invocation, OffTheRecord, read
from bot.core.meeting import Meeting
from bot.core.recent import Spoken
from bot.core.rules import Rules
from bot.core.series import evolve_series, named

logger = logging.getLogger(__name__)
View = Callable[[Room], RoomView]
BETWEEN_MEETINGS = (AgendaAdded, AgendaTaken, NextMeetingSet)  # events of the series, not of the meeting that ended


@dataclass(slots=True)
class Folder:
    """Folds observations, in their order, into a draft of the state and a batch.

    A replayed command said before `stale_before` (UTC) takes effect, but nobody waits for its answer any more.
    """

    draft: Draft
    view: View
    stale_before: datetime = field(default=datetime.min.replace(tzinfo=UTC))

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
        rules = self.draft.setting.rooms.get(room)
        if rules is None:
            return
        reading = read(message, self.draft.setting.syntax[room])
        if isinstance(reading, OffTheRecord):
            self._pass(message)
            return
        meeting = None if message.private else self.draft.state.meetings.get(room)
        line = self.draft.state.lines[meeting.id] + 1 if meeting else 1
        if meeting and not message.from_bot and not _in_roll(meeting, message.sender):
            self.draft.apply(room, Entry(meeting.next_seq, message.sent_at, line, PersonArrived(message.sender)))
        word = self._command(message, rules, line, reading) if isinstance(reading, Invocation) else ""
        self._keep(message, meeting, line, word)

    def _keep(self, message: Message, meeting: Meeting | None, line: int, word: str) -> None:
        """Every line of a meeting is kept, the one that starts it too; else only commands; said in private, nothing."""
        if message.private:
            return
        meeting = meeting or self.draft.state.meetings.get(message.room)
        if meeting is None:
            self._pass(message)
            if word:
                self.draft.batch.messages.append(KeptMessage(message, command=word))
            return
        self.draft.batch.messages.append(KeptMessage(message, meeting.id, line, word))
        spoken = None if message.from_bot else Spoken(line, message.sender, message.text, word)
        self.draft.state.heard(meeting, line, spoken)

    def _pass(self, message: Message) -> None:
        """Remember that the room was heard up to here, which a line of a meeting says by itself."""
        if not (message.from_bot or message.private):
            self.draft.batch.cursors[message.room] = Cursor(message.sent_at, message.native_id)

    def _command(self, message: Message, rules: Rules, line: int, invocation: Invocation) -> str:
        """Decide a command and apply what it leads to; returns its name, or "" when the line is talk after all."""
        command = self.draft.setting.table.get(invocation.word)
        if command is None:
            self._suggest(message, invocation.word)
            return ""
        meeting = None if message.private else self.draft.state.meetings.get(message.room)
        ended = None if message.private or meeting else self._correctable(message, rules)
        at_hand = meeting or ended
        own = rules.series_named(meeting.name if meeting else rules.series)
        scene = Scene(
            rules=rules,
            registry=self.draft.setting.registry,
            message=message,
            word=invocation.word,
            series=named(self.draft.state.series, meeting.series if meeting else own.slug, own.name),
            catalogue=self.draft.state.series,
            meeting=meeting,
            ended=ended,
            line=line,
            recent=self.draft.state.recent.get(at_hand.id, ()) if at_hand else (),
            view=self.view(message.room),
            deliveries=self.draft.state.deliveries,
        )
        outcome = self._decided(scene, invocation.argument)
        if outcome is None:
            return ""
        for event in outcome.events:
            self._happened(scene, event)
        self._answer(message, *outcome.replies)
        return command.name

    def _correctable(self, message: Message, rules: Rules) -> Meeting | None:
        """The meeting that ended in the room last, until its minutes are final."""
        meeting = self.draft.state.ended.get(message.room)
        final = meeting is None or message.sent_at - (meeting.ended_at or message.sent_at) > rules.final_after
        return None if final else meeting

    def _answer(self, message: Message, *replies: Reply) -> None:
        if not (message.replayed and message.sent_at < self.stale_before):
            self.draft.batch.replies += replies

    def _suggest(self, message: Message, word: str) -> None:
        """In a meeting, the command that a mistyped one was meant for."""
        if message.room in self.draft.state.meetings and not message.private:
            near = meant(word, self.draft.setting.table)
            self._answer(message, *([Say(message.room, f"Did you mean #{near}?")] if near else ()))

    def _decided(self, scene: Scene, argument: str) -> Outcome | None:
        try:
            return decide(self.draft.setting.table, scene, argument)
        except Exception:  # one of the two walls: a bug in a command must not lose the line, nor the meeting
            logger.exception("#%s failed on %r", scene.word, scene.message.text)
            sorry = f"{scene.sender.nick}: #{scene.word} failed. That is a bug of mine; it is in my log."
            return Outcome((), (Say(scene.message.room, sorry),))

    def _happened(self, scene: Scene, event: Event) -> None:
        room, at = scene.message.room, scene.message.sent_at
        meeting = self.draft.state.meetings.get(room)
        if isinstance(event, MeetingStarted):
            self.draft.apply(room, Entry(1, at, scene.line, event))
        elif meeting is not None:
            self.draft.apply(room, Entry(meeting.next_seq, at, scene.line, event))
        elif scene.ended is not None and not isinstance(event, BETWEEN_MEETINGS):
            self.draft.apply(room, Entry(self.draft.state.ended[room].next_seq, at, 0, event))
        else:
            series = named(self.draft.state.series, scene.series.slug, scene.series.name)
            self.draft.to_series(evolve_series(series, event, None))
            self.draft.batch.events.append(KeptEvent(series.slug, Entry(0, at, 0, event)))

    def _person_changed(self, change: PersonChanged) -> None:
        event = PersonRenamed(change.before.key, change.after)
        for room, meeting in list(self.draft.state.meetings.items()):
            if room.network == change.network and change.before.key in meeting.people:
                self.draft.apply(room, Entry(meeting.next_seq, change.at, self.draft.state.lines[meeting.id], event))
        for room, meeting in list(self.draft.state.ended.items()):
            logged_in = change.before.key != change.after.key
            if logged_in and room.network == change.network and change.before.key in meeting.people:
                self.draft.apply(room, Entry(meeting.next_seq, change.at, 0, event))  # or a chair could not amend

    def _interrupted(self, gap: Interrupted) -> None:
        meeting = self.draft.state.meetings.get(gap.room)
        if meeting is None:
            return
        since = max(gap.since, meeting.started_at)
        event = RecordingInterrupted(since, max(gap.until, since))  # a clock may have been set back meanwhile
        self.draft.apply(gap.room, Entry(meeting.next_seq, gap.until, self.draft.state.lines[meeting.id], event))
        span = between(event.since, event.until)
        self.draft.batch.replies.append(Say(gap.room, f"Recording again; lines {span} may be missing."))

    def _log_begun(self, room: Room, at: datetime, starter: Person) -> None:
        """Whoever speaks first in a log is its first attendee, and not its chair.

        A meeting that runs here still is of another log, whose import was cut short and never resumed.
        """
        if room in self.draft.state.meetings:
            self._log_ended(room, self.draft.state.meetings[room].history[-1].at)
        rules, series = self.draft.setting.rooms[room], self.draft.state.series
        self.draft.apply(room, Entry(1, at, 0, opening(rules, series, starter, at)))
        self.draft.apply(room, Entry(2, at, 0, ChairRemoved(starter)))

    def _log_ended(self, room: Room, at: datetime) -> None:
        meeting = self.draft.state.meetings.get(room)
        if meeting is not None:
            line = self.draft.state.lines[meeting.id]
            self.draft.apply(room, Entry(meeting.next_seq, at, line, MeetingEnded("", Ending.END_OF_LOG)))


def _in_roll(meeting: Meeting, person: Person) -> bool:
    known = meeting.people.get(person.key)
    return known is not None and known.spoke and known.person.nick == person.nick


def between(since: datetime, until: datetime) -> str:
    """A span in words: "between 16:04 and 16:06 UTC", with dates when the two lie on different days."""
    form = "%H:%M" if since.date() == until.date() else "%Y-%m-%d %H:%M"
    return f"between {since:{form}} and {until:{form}} UTC"
