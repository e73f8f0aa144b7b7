"""Erasing text for good: the events that hold what was said on a line, without it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.events import (
    ActionClosed,
    AgendaAdded,
    AgendaMoved,
    AgendaRemoved,
    BallotCast,
    Entry,
    Event,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    LineSealed,
    MeetingStarted,
    QueueJoined,
    RegretsSent,
    SubtopicOpened,
    SummarySet,
    TopicOpened,
    TopicReworded,
    VoteOpened,
)
from bot.core.meeting import Meeting
from bot.core.text import RETRACTED
from bot.core.voting import YES_NO


def erase(meeting: Meeting, line: int) -> tuple[Entry, ...]:
    """The meeting's history without what was typed on a line of its transcript, nor what quotes it."""
    history = meeting.history
    said = [entry.event for entry in history if _was_said(entry, line)]
    items = {event.number for event in said if isinstance(event, ItemRecorded)}
    topics = {event.number for event in said if isinstance(event, TopicOpened)}
    agenda = {event.entry.id for event in said if isinstance(event, AgendaAdded)}
    return tuple(
        replace(entry, event=blank(entry.event))
        if _was_said(entry, line) or _tells_of(entry.event, line, items, topics) or _handles(entry.event, agenda)
        else entry
        for entry in history
    )


def _was_said(entry: Entry, line: int) -> bool:
    if isinstance(entry.event, MeetingStarted):
        return False
    return entry.line == line or (isinstance(entry.event, ItemRecorded) and entry.event.quotes == line)


def _tells_of(event: Event, line: int, items: Iterable[int], topics: Iterable[int]) -> bool:
    match event:
        case ItemReworded(number):
            return number in items
        case TopicReworded(number):
            return number in topics
        case LineCorrected(corrected):
            return corrected == line
        case _:
            return False


def _handles(event: Event, agenda: Iterable[int]) -> bool:
    return isinstance(event, AgendaRemoved | AgendaMoved) and event.item in agenda


def blank(event: Event) -> Event:  # noqa: C901, PLR0911 - one case an event
    """The event without its text; as it is when it has none."""
    match event:
        case ItemRecorded() | ItemReworded():
            return replace(event, text=RETRACTED, url="")
        case LineCorrected() | SummarySet() | AgendaRemoved() | AgendaMoved():
            return replace(event, text=RETRACTED)
        case TopicOpened() | TopicReworded() | SubtopicOpened():
            return replace(event, title=RETRACTED)
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
        case QueueJoined() | ActionClosed():
            return replace(event, note="")
        case _:
            return event


def _blanked(options: tuple[str, ...]) -> tuple[str, ...]:
    """Options without their words; yes, no and abstain are ours."""
    if {option.casefold() for option in options} <= set(YES_NO):
        return options
    return tuple(f"option {place}" for place in range(1, len(options) + 1))
