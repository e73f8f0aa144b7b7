"""Erasing text for good: the events that hold what was said on a line, without it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    BallotCast,
    ClosedAction,
    Entry,
    Event,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    LineSealed,
    MeetingRenamed,
    MeetingStarted,
    PersonNamed,
    Place,
    QueueJoined,
    RegretsSent,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    TopicReworded,
    VoteOpened,
    VoteReworded,
)
from bot.core.meeting import Meeting
from bot.core.text import RETRACTED
from bot.core.voting import YES_NO


def erase(meeting: Meeting, line: int) -> tuple[Entry, ...]:
    """The meeting's history without what was typed on a line of its transcript, nor what quotes it."""
    history = meeting.history
    said = [entry.event for entry in history if _was_said(entry, line)]
    items = {event.number for event in said if isinstance(event, ItemRecorded)}
    votes = {event.number for event in said if isinstance(event, VoteOpened)}
    topics = {event.number for event in said if isinstance(event, TopicOpened)}
    agenda = {event.entry.id for event in said if isinstance(event, AgendaAdded)}
    return tuple(
        entry._replace(event=blank(entry.event))
        if _was_said(entry, line) or _tells_of(entry.event, line, items, topics, votes) or _handles(entry.event, agenda)
        else entry
        for entry in history
    )


def _was_said(entry: Entry, line: int) -> bool:
    if isinstance(entry.event, MeetingStarted):
        return False
    return entry.line == line or (isinstance(entry.event, ItemRecorded) and entry.event.quotes == line)


def _tells_of(event: Event, line: int, items: Iterable[int], topics: Iterable[int], votes: Iterable[int]) -> bool:
    match event:
        case ItemReworded(number):
            return number in items
        case TopicReworded(number):
            return number in topics
        case VoteReworded(vote):
            return vote in votes
        case LineCorrected(corrected):
            return corrected == line
        case _:
            return False


def _handles(event: Event, agenda: Iterable[int]) -> bool:
    return isinstance(event, AgendaRemoved | AgendaMoved) and event.item in agenda


def erase_at(history: tuple[Entry, ...], places: tuple[Place, ...]) -> tuple[Entry, ...]:
    """A history without the texts at these places."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(place.seq, []).append(place)
    return tuple(
        entry._replace(event=_without(entry.event, found[entry.seq])) if entry.seq in found else entry
        for entry in history
    )


def _without(event: Event, places: list[Place]) -> Event:
    for place in places:
        if isinstance(event, MeetingStarted | MeetingRenamed) and place.part in PARTS:
            field, erased = PARTS[place.part]
            whole = getattr(event, field)
            one = (erased(whole[place.index]),) if place.index < len(whole) else ()
            changes: dict[str, Any] = {field: (*whole[: place.index], *one, *whole[place.index + 1 :])}
            event = replace(event, **changes)
        elif not place.part:
            event = blank(event)
    return event


def _unsaid(closed: ClosedAction) -> ClosedAction:
    return replace(closed, action=replace(closed.action, text=RETRACTED))


PARTS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "agenda": ("agenda", lambda entry: replace(entry, text=RETRACTED)),
    "open_actions": ("open_actions", lambda action: replace(action, text=RETRACTED)),
    "closed": ("closed", _unsaid),
    "notes": ("closed", lambda closed: replace(closed, note="")),
}
"""The lists that a meeting inherits, by the names of their places: the event's field, and how one loses its text."""


def blank(event: Event) -> Event:  # noqa: C901, PLR0911 - one case an event
    """The event without its text; as it is when it has none."""
    match event:
        case ItemRecorded() | ItemReworded():
            return replace(event, text=RETRACTED, url="")
        case LineCorrected() | SummarySet() | AgendaRemoved() | AgendaMoved():
            return replace(event, text=RETRACTED)
        case TopicOpened() | TopicReworded() | SubtopicOpened():
            return replace(event, title=RETRACTED)
        case VoteReworded():
            return replace(event, question=RETRACTED)
        case VoteOpened(options=options):
            return replace(event, question=RETRACTED, options=_blanked(options))
        case BallotCast():
            return replace(event, reason=RETRACTED if event.reason else "")
        case RegretsSent(regrets):
            return replace(event, regrets=tuple(one if one.key else replace(one, nick=RETRACTED) for one in regrets))
        case AgendaAdded(entry):
            return replace(event, entry=replace(entry, text=RETRACTED))
        case LineSealed():
            return replace(event, native_id="")
        case PersonNamed():
            return replace(event, name="")
        case QueueJoined() | ActionClosed():
            return replace(event, note="")
        case _:
            return event


def _blanked(options: tuple[str, ...]) -> tuple[str, ...]:
    """Options without their words; yes, no and abstain are ours."""
    if {option.casefold() for option in options} <= set(YES_NO):
        return options
    return tuple(f"option {place}" for place in range(1, len(options) + 1))
