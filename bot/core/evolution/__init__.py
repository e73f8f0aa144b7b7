"""How events change a meeting: (Meeting, Entry) -> Meeting."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import groupby
from typing import Any, get_args

from bot.core.events import (
    Entry,
    ItemRecorded,
    LifecycleEvent,
    LineRetracted,
    MeetingStarted,
    PeopleEvent,
    QueueEvent,
    RecordEvent,
    RetractingEvent,
    RunningEvent,
    SealingEvent,
    TextsRetracted,
    TopicEvent,
    Undone,
    VotingEvent,
)
from bot.core.evolution.erasing import erase, erase_at
from bot.core.evolution.lifecycle import lived
from bot.core.evolution.people import people_changed
from bot.core.evolution.queue import queue_changed
from bot.core.evolution.records import recorded, recorded_in_turn
from bot.core.evolution.running import running_changed
from bot.core.evolution.sealing import sealing_changed
from bot.core.evolution.topics import topics_changed
from bot.core.evolution.voting import voted
from bot.core.having import having
from bot.core.meeting import Meeting
from bot.core.roll import roll_of

__all__ = ["evolve", "replay", "start"]


REWRITING = (Undone, LineRetracted, TextsRetracted)
"""What changes the history itself."""


def start(entry: Entry) -> Meeting:
    """The meeting that a MeetingStarted opens.

    Raises:
        TypeError: the event is another one; a record that begins so is corrupt.
    """
    event = entry.event
    if not isinstance(event, MeetingStarted):
        raise TypeError(f"a meeting begins with MeetingStarted, not {type(event).__name__}")
    return Meeting(
        id=event.meeting_id,
        series=event.series,
        name=event.name,
        room=event.room,
        day=event.day,
        started_at=entry.at,
        starter=event.starter.key,
        permalink=event.meeting_id,
        room_topic=event.room_topic,
        others=event.others,
        people=roll_of(event.starter, entry.room),
        chairs=(event.starter.key,),
        agenda=event.agenda,
        inherited=event.open_actions,
        quorum=event.quorum,
        closed=event.closed,
        private=event.private,
        event_links=event.event_links,
        history=(entry,),
    )


def evolve(meeting: Meeting, entry: Entry) -> Meeting:
    """The meeting after one more event."""
    match entry.event:
        case Undone(seq):
            return _again(meeting, (*meeting.history, entry), meeting.withdrawn | {seq})
        case LineRetracted(line):
            return _again(meeting, (*erase(meeting, line), entry), meeting.withdrawn)
        case TextsRetracted(places):
            return _again(meeting, (*erase_at(meeting.history, places), entry), meeting.withdrawn)
        case _:
            return having(_apply(meeting, entry), history=(*meeting.history, entry))


def replay(entries: Iterable[Entry]) -> Meeting:
    """The meeting from its kept events; any prefix of them will do.

    Raises:
        TypeError: the first one is not MeetingStarted.
        StopIteration: there are none.
    """
    rest = iter(entries)
    meeting = start(next(rest))
    told = list(meeting.history)
    for kind, those in groupby(rest, key=lambda entry: type(entry.event)):
        run = list(those)
        if kind in REWRITING:
            meeting = reduce(evolve, run, having(meeting, history=tuple(told)))
            told = list(meeting.history)
        else:  # the history is put in at the end: each copy of a meeting takes some microseconds
            meeting = recorded_in_turn(meeting, run) if kind is ItemRecorded else reduce(_apply, run, meeting)
            told += run
    return having(meeting, history=tuple(told))


def _again(meeting: Meeting, history: tuple[Entry, ...], withdrawn: frozenset[int]) -> Meeting:
    """The meeting made anew from a history, without what was withdrawn; numbers once given are not given again."""
    again = start(history[0])
    for entry in history[1:]:
        if entry.seq not in withdrawn and not isinstance(entry.event, Undone | LineRetracted):
            again = _apply(again, entry)
    return having(again, withdrawn=withdrawn, next_item=meeting.next_item, retitled=meeting.retitled, history=history)


def _apply(meeting: Meeting, entry: Entry) -> Meeting:
    return DUTIES[type(entry.event)](meeting, entry, entry.event)


def _unchanged(meeting: Meeting, _entry: Entry, _event: RetractingEvent) -> Meeting:
    """What changes the history, or nothing here."""
    return meeting


_Evolving = Callable[[Meeting, Entry, Any], Meeting]
_BY_UNION: Mapping[Any, _Evolving] = {
    PeopleEvent: people_changed,
    TopicEvent: topics_changed,
    RecordEvent: recorded,
    VotingEvent: voted,
    LifecycleEvent: lived,
    QueueEvent: lambda meeting, _entry, event: queue_changed(meeting, event),
    RunningEvent: running_changed,
    SealingEvent: sealing_changed,
    RetractingEvent: _unchanged,
}
DUTIES: Mapping[type, _Evolving] = {
    kind: duty for union, duty in _BY_UNION.items() for kind in (get_args(union) or (union,))
}
