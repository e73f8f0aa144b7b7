"""What is recorded, and what becomes of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from bot.core.events import (
    ActionClosed,
    Entry,
    ItemRecorded,
    ItemReworded,
    LineCorrected,
    LineRetracted,
    NextMeetingSet,
    OwnersSet,
    RecordEvent,
    SummarySet,
    Undone,
)
from bot.core.having import having
from bot.core.meeting import Item, Meeting, Rewording
from bot.core.minutes import Kind
from bot.core.register import closed, known
from bot.core.text import RETRACTED
from bot.core.tuples import made


def recorded(meeting: Meeting, entry: Entry, event: RecordEvent) -> Meeting:  # noqa: C901, PLR0911 - one case an event
    match event:
        case ItemRecorded():
            return recorded_in_turn(meeting, (entry,))
        case OwnersSet():
            return _owned(meeting, event)
        case ActionClosed(label):
            action = known(meeting).get(label)
            return having(meeting, closed=(*meeting.closed, closed(action, event))) if action else meeting
        case ItemReworded(text=text) | LineCorrected(text=text) if text == RETRACTED:
            return meeting  # a correction that was retracted itself
        case ItemReworded(number):
            return _changed(meeting, lambda record: record.number == number, lambda item: _reworded(item, entry, event))
        case LineCorrected(line, text):
            return having(meeting, corrected=(*(pair for pair in meeting.corrected if pair[0] != line), (line, text)))
        case SummarySet(text):
            return having(meeting, summary=text)
        case NextMeetingSet(when):
            return having(meeting, next_meeting=when)
        case Undone() | LineRetracted():
            return meeting  # these change the history, not the state
        case _:
            assert_never(event)


def recorded_in_turn(meeting: Meeting, entries: Iterable[Entry]) -> Meeting:
    """The meeting after items that followed each other; a copy of it for each would take as long as all the rest."""
    told = [(entry, entry.event) for entry in entries if isinstance(entry.event, ItemRecorded)]
    topic, nested = meeting.topic_number, meeting.in_subtopic
    items = [made(Item, (event, topic, nested, line, at, (), None, room)) for (_, at, line, _, room), event in told]
    return having(meeting, content=(*meeting.content, *items), next_item=told[-1][1].number + 1)


def _owned(meeting: Meeting, event: OwnersSet) -> Meeting:
    label, owners, keys = event.label, event.owners, event.owner_keys
    before = meeting.inherited
    inherited = tuple(replace(one, owners=owners, owner_keys=keys) if one.number == label else one for one in before)
    return _changed(
        having(meeting, inherited=inherited),
        lambda record: record.kind is Kind.ACTION and record.label == label,
        lambda item: item._replace(record=replace(item.record, owners=owners, owner_keys=keys)),
    )


def _changed(meeting: Meeting, which: Callable[[ItemRecorded], bool], change: Callable[[Item], Item]) -> Meeting:
    content = (change(part) if isinstance(part, Item) and which(part.record) else part for part in meeting.content)
    return having(meeting, content=tuple(content))


def _reworded(item: Item, entry: Entry, event: ItemReworded) -> Item:
    """The item with its new words; a correction that brings back old ones leaves no trace of what was between."""
    past = (*item.rewordings, Rewording(event.by, entry.at, item.record.text or item.record.url))
    again = next((place for place, one in enumerate(past) if one.was == (event.text or event.url)), len(past))
    owned = replace(item.record, owners=event.owners, owner_keys=event.owner_keys)
    record = replace(owned, text=event.text, due=event.due, url=event.url, supersedes=event.supersedes)
    return item._replace(record=record, rewordings=past[:again])
