"""A command that was said -> what it leads to, in the draft, and its answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.app.batch import KeptEvent
from bot.app.draft import Draft
from bot.app.knowing import known_view
from bot.core.chat import Message, Reply, Room, RoomView, Say
from bot.core.commands import Scene, decide
from bot.core.commands.lurking import is_heard
from bot.core.commands.spelling import meant
from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Entry,
    Event,
    MeetingStarted,
    NextMeetingSet,
    Outcome,
)
from bot.core.grammar import Invocation
from bot.core.meeting import Meeting
from bot.core.rules import Rules
from bot.core.series import evolve_series, named

logger = logging.getLogger(__name__)
View = Callable[[Room], RoomView]
# events of the series, not of the meeting that ended
BETWEEN_MEETINGS = (AgendaAdded, AgendaRemoved, AgendaMoved, AgendaTaken, ActionClosed, NextMeetingSet)


@dataclass(slots=True)
class Decider:
    """Decides commands on a draft.

    A replayed command said before `stale_before` (UTC) takes effect, but nobody waits for its answer any more.
    """

    draft: Draft
    view: View
    stale_before: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    def command(self, message: Message, rules: Rules, line: int, invocation: Invocation) -> str:
        """Decide a command and apply what it leads to; returns its name, or "" when the line is talk after all."""
        command = self.draft.setting.table.get(invocation.word)
        if command is None:
            self._suggest(message, invocation.word)
            return ""
        scene = self.scene(message, rules, line, invocation.word)
        outcome = self._decided(scene, invocation.argument)
        if outcome is None:
            return ""
        for event in outcome.events:
            self.happened(scene, event)
        after = self.draft.state.meetings.get(message.room)
        if is_heard(outcome, scene.meeting, after):
            self.answer(message, *outcome.replies)
        return command.name

    def scene(self, message: Message, rules: Rules, line: int, word: str) -> Scene:
        meeting = None if message.private else self.draft.state.meetings.get(message.room)
        ended = None if message.private or meeting else self._correctable(message, rules)
        at_hand = meeting or ended
        own = rules.series_named(meeting.name if meeting else rules.series)
        return Scene(
            rules=rules,
            registry=self.draft.setting.registry,
            message=message,
            word=word,
            series=named(self.draft.state.series, meeting.series if meeting else own.slug, own.name),
            catalogue=self.draft.state.series,
            meeting=meeting,
            ended=ended,
            line=line,
            recent=tuple(self.draft.state.recent.get(at_hand.id, ())) if at_hand else (),
            view=known_view(self.draft, self.view(message.room)),
            deliveries=self.draft.state.deliveries,
        )

    def _correctable(self, message: Message, rules: Rules) -> Meeting | None:
        """The meeting that ended in the room last, until its minutes are final."""
        meeting = self.draft.state.ended.get(message.room)
        final = meeting is None or message.sent_at - (meeting.closed_at or message.sent_at) > rules.final_after
        return None if final else meeting

    def _decided(self, scene: Scene, argument: str) -> Outcome | None:
        try:
            return decide(self.draft.setting.table, scene, argument)
        except Exception:  # one of the two walls: a bug in a command must not lose the line, nor the meeting
            logger.exception("#%s failed on %r", scene.word, scene.message.text)
            sorry = f"{scene.sender.nick}: #{scene.word} failed. That is a bug of mine; it is in my log."
            return Outcome((), (Say(scene.message.room, sorry),), refused=True)

    def happened(self, scene: Scene, event: Event) -> None:
        room, at = scene.message.room, scene.message.sent_at
        meeting = self.draft.state.meetings.get(room)
        if isinstance(event, MeetingStarted):
            self.draft.apply(room, Entry(1, at, scene.line, event))
        elif meeting is not None:
            self.draft.apply(room, Entry(meeting.next_seq, at, scene.line, event))
        elif scene.ended is not None and not isinstance(event, BETWEEN_MEETINGS):
            self.draft.apply(room, Entry(self.draft.state.ended[room].next_seq, at, 0, event))
        else:
            about = scene.register if isinstance(event, ActionClosed) else scene.series
            series = named(self.draft.state.series, about.slug, about.name)
            self.draft.to_series(evolve_series(series, event, None))
            self.draft.batch.events.append(KeptEvent(series.slug, Entry(0, at, 0, event)))

    def answer(self, message: Message, *replies: Reply) -> None:
        if not (message.replayed and message.sent_at < self.stale_before):
            self.draft.batch.replies += replies

    def _suggest(self, message: Message, word: str) -> None:
        """In a meeting, the command that a mistyped one was meant for."""
        if message.room in self.draft.state.meetings and not message.private:
            near = meant(word, self.draft.setting.table)
            self.answer(message, *([Say(message.room, f"Did you mean #{near}?")] if near else ()))
