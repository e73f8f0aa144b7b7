"""A command that was said -> what it leads to, in the draft, and its answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.app.bridging import is_silent, overheard
from bot.app.draft import Draft
from bot.app.following import follow
from bot.app.knowing import known_view, retie
from bot.app.repeating import retracted
from bot.core.chat import Message, Room, RoomView, Say
from bot.core.commands import Scene, decide
from bot.core.commands.lurking import is_heard
from bot.core.commands.spelling import meant
from bot.core.discretion import told
from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    AgendaTaken,
    Entry,
    Event,
    LineRetracted,
    MeetingStarted,
    NextMeetingSet,
    Outcome,
)
from bot.core.grammar import Invocation
from bot.core.meeting import Meeting
from bot.core.replies import Reply, answering
from bot.core.rules import Rules
from bot.core.series import named

logger = logging.getLogger(__name__)
ASKING = "link-me"
View = Callable[[Room], RoomView]
# events of the series, not of the meeting that ended
BETWEEN_MEETINGS = (AgendaAdded, AgendaRemoved, AgendaMoved, AgendaTaken, ActionClosed, NextMeetingSet)


@dataclass(slots=True)
class Decider:
    """Decides commands on a draft.

    A replayed command said before `stale_before` (UTC) takes effect, but nobody waits for its answer any more. `now` is
    the time by our own clock; None where there is none but the lines' own.
    """

    draft: Draft
    view: View
    stale_before: datetime = field(default=datetime.min.replace(tzinfo=UTC))
    now: datetime | None = None

    def command(self, message: Message, rules: Rules, line: int, invocation: Invocation) -> str:
        """Decide a command and apply what it leads to; returns its name, or "" when the line is talk after all."""
        command = self.draft.setting.table.get(invocation.word)
        if self._is_silent(message, rules):
            return ""
        if command is None:
            self._suggest(message, invocation.word)
            return ""
        scene = self.scene(message, rules, line, invocation.word)
        outcome = self._decided(scene, invocation.argument)
        if outcome is None:
            return ""
        for event in outcome.events:
            self.happened(scene, event)
            if isinstance(event, LineRetracted):
                self.draft.batch.replies += retracted(event.line, scene.recent, rules)
        if outcome.ties is not None:
            retie(self.draft, outcome.ties, scene.account, message.sent_at)
        after = self.draft.running(message.room)
        if is_heard(outcome, scene.meeting, after):
            self.answer(message, *outcome.replies, refused=outcome.refused)
        return command.name

    def _is_silent(self, message: Message, rules: Rules) -> bool:
        """Whether this is the silent end of a bridge; a meeting that runs there from before is gone on with."""
        if message.private or self.draft.running(message.room):
            return False
        return is_silent(message.room, rules, self.draft.setting, self.view)

    def scene(self, message: Message, rules: Rules, line: int, word: str) -> Scene:
        meeting = None if message.private else self.draft.running(message.room)
        ended = None if message.private or meeting else self._correctable(message, rules)
        at_hand = meeting or ended
        own = rules.series_named(meeting.name if meeting else rules.series)
        views = {room: known_view(self.draft, self.view(room)) for room in (message.room, *rules.elsewhere)}
        view = self._joined(views)
        series = named(self.draft.state.series, meeting.series if meeting else own.slug, own.name)
        return Scene(
            rules=rules,
            registry=self.draft.setting.registry,
            message=message,
            word=word,
            series=told(series, private=meeting.private if meeting else view.private),
            catalogue=self.draft.state.series,
            meeting=meeting,
            ended=ended,
            line=line,
            recent=tuple(self.draft.state.recent.get(at_hand.id, ())) if at_hand else (),
            view=view,
            topics={room: view.topic for room, view in views.items()},
            event_links=tuple((room.key, view.event_link) for room, view in views.items() if view.event_link),
            deliveries=self.draft.state.deliveries,
            ties=self.draft.state.ties,
            now=self.now or message.sent_at,
            code=self.draft.setting.codes() if word == ASKING and message.private else "",
            overheard=overheard(self.draft, message.room, rules),
        )

    def _joined(self, views: Mapping[Room, RoomView]) -> RoomView:
        """The rooms of a meeting as one, with the topic of the first; private, or not to be read, if any of them is."""
        here, *others = views.values()
        people = {person.key: person for view in (here, *others) for person in view.people}
        private = any(self.draft.setting.rooms[room].says_private(view) for room, view in views.items())
        bridges = tuple(dict.fromkeys(bridge for view in (here, *others) for bridge in view.bridges))
        sealed = any(view.sealed for view in views.values())
        return RoomView(tuple(people.values()), here.topic, private, sealed, bridges)

    def _correctable(self, message: Message, rules: Rules) -> Meeting | None:
        """The meeting that ended in the room last, until its minutes are final."""
        meeting = self.draft.over(message.room)
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
        meeting, over, where = self.draft.running(room), self.draft.over(room), self.draft.said_in(room)
        if isinstance(event, MeetingStarted):
            self.draft.apply(room, Entry(1, at, scene.line, event, where))
        elif meeting is not None:
            self.draft.apply(room, Entry(meeting.next_seq, at, scene.line, event, where))
        elif over is not None and scene.ended is not None and not isinstance(event, BETWEEN_MEETINGS):
            meeting = over
            self.draft.apply(room, Entry(over.next_seq, at, 0, event, where))
        else:
            about = scene.register if isinstance(event, ActionClosed) else scene.series
            self.draft.between(about.slug, about.name, at, event)
        if isinstance(event, LineRetracted) and meeting is not None:
            typed = next((spoken.text for spoken in scene.recent if spoken.line == event.line), "")
            follow(self.draft, meeting, self.draft.meeting(meeting.id), typed)

    def answer(self, message: Message, *replies: Reply, refused: bool = False) -> None:
        if not (message.replayed and message.sent_at < self.stale_before):
            self.draft.batch.replies += [answering(reply, message, refused=refused) for reply in replies]

    def _suggest(self, message: Message, word: str) -> None:
        """In a meeting, the command that a mistyped one was meant for."""
        if self.draft.running(message.room) and not message.private:
            near = meant(word, self.draft.setting.table)
            self.answer(message, *([Say(message.room, f"Did you mean #{near}?")] if near else ()), refused=True)
