"""Beginning, ending, going on, and being cut off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bot.core.decisions import DECISIONS
from bot.core.events import (
    ClosedAction,
    DraftSaved,
    Ending,
    Entry,
    LifecycleEvent,
    MeetingBecamePrivate,
    MeetingEnded,
    MeetingRenamed,
    MeetingReopened,
    MeetingStarted,
    MinutesAmended,
    RecordingInterrupted,
)
from bot.core.evolution.running import on_record
from bot.core.having import having
from bot.core.meeting import Gap, Item, Meeting, Part
from bot.core.minutes import Kind


def lived(meeting: Meeting, entry: Entry, event: LifecycleEvent) -> Meeting:  # noqa: PLR0911 - one case an event
    match event:
        case MeetingEnded():
            return _ended(meeting, entry, event)
        case MeetingReopened():
            return having(meeting, ended_at=None, closed_at=None, ending=None, retitled=bool(meeting.topics))
        case MeetingBecamePrivate():
            return having(meeting, private=True)
        case MinutesAmended():
            return having(meeting, revision=meeting.revision + 1)
        case MeetingRenamed():
            return _renamed(meeting, event)
        case RecordingInterrupted(since, until, room):
            gap = Gap(since, until, meeting.topic_number, room)
            return having(meeting, content=(*meeting.content, gap), asked_at=None, unanswered=False)
        case MeetingStarted() | DraftSaved():
            return meeting
        case _:
            assert_never(event)


def _ended(meeting: Meeting, entry: Entry, event: MeetingEnded) -> Meeting:
    ended_at = event.at or entry.at
    return having(
        on_record(meeting, ended_at),
        ended_at=ended_at,
        closed_at=entry.at,
        ending=event.ending,
        revision=meeting.revision + (event.ending is not Ending.ABORTED),
        queue=(),
        lurking=False,
        asked_at=None,
        unanswered=False,
    )


def _renamed(meeting: Meeting, event: MeetingRenamed) -> Meeting:
    named = having(meeting, name=event.name, series=event.series, permalink=event.permalink)
    if event.series == meeting.series:
        return named
    labels = dict(event.labels)
    decisions = (item.record for item in meeting.items if item.record.kind in DECISIONS)
    numbers = {said.label: labels[said.number] for said in decisions if said.number in labels}
    return having(
        named,
        agenda=event.agenda,
        opened=frozenset(event.opened),
        inherited=event.open_actions,
        quorum=event.quorum,
        closed=(*event.closed, *_closed_here(meeting, labels)),
        content=tuple(_relabelled(part, labels, numbers) for part in meeting.content),
    )


def _closed_here(meeting: Meeting, labels: dict[int, int]) -> Iterator[ClosedAction]:
    """What the meeting recorded and closed itself, under its new numbers."""
    numbers = {item.record.label: item.record.number for item in meeting.items if item.record.kind is Kind.ACTION}
    for one in meeting.closed:
        if one.number in numbers:
            yield replace(one, action=replace(one.action, number=labels[numbers[one.number]]))


def _relabelled(part: Part, labels: dict[int, int], decisions: dict[int, int]) -> Part:
    """An item under its new number; `decisions` has those of the meeting's own, for it can't supersede others here."""
    if not isinstance(part, Item) or part.record.number not in labels:
        return part
    supersedes = tuple(decisions[old] for old in part.record.supersedes if old in decisions)
    return part._replace(record=replace(part.record, label=labels[part.record.number], supersedes=supersedes))
