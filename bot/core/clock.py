"""What the clock makes of a running meeting: what is due, and when. Nothing here asks what time it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.events import Ending, Event, IdlenessAsked, MeetingEnded, TimeboxWarned
from bot.core.meeting import Meeting, Topic
from bot.core.rules import Rules

WARNINGS = (80, 100)  # per cent of a timebox

Plan = tuple[datetime, Event]


def next_due(meeting: Meeting, rules: Rules, last_said: datetime) -> datetime | None:
    """When the clock has something to do for a meeting, if nothing happens in it before; None: never."""
    return min((at for at, _ in _plans(meeting, rules, last_said)), default=None)


def due(meeting: Meeting, rules: Rules, last_said: datetime, now: datetime) -> tuple[Event, ...]:
    """What the clock leads to; an end stands alone. `last_said` is when somebody said something in the room."""
    events = tuple(event for at, event in _plans(meeting, rules, last_said) if at <= now)
    ends = tuple(event for event in events if isinstance(event, MeetingEnded))
    warnings = tuple(event for event in events if isinstance(event, TimeboxWarned))
    others = tuple(event for event in events if event not in warnings)
    return ends or (*others, *warnings[-1:])


def _plans(meeting: Meeting, rules: Rules, last_said: datetime) -> Iterator[Plan]:
    """What would happen and when, the warnings in their order."""
    yield from _question(meeting, rules, last_said)
    yield from _warnings(meeting)


def _question(meeting: Meeting, rules: Rules, last_said: datetime) -> Iterator[Plan]:
    """The room is asked, and asked again only after it had the time for another silence; an answer is anything said.

    What was said has the chat server's time, the question ours: were theirs an hour slow, each line would seem old.
    """
    if meeting.asked_at is not None and meeting.unanswered:
        if rules.end_after:
            end = MeetingEnded("", Ending.TIMEOUT, max(last_said, meeting.started_at))
            yield meeting.asked_at + rules.end_after, end
    elif rules.idle_after:
        last_time = meeting.asked_at or meeting.started_at
        yield max(last_said, last_time) + rules.idle_after, IdlenessAsked()


def _warnings(meeting: Meeting) -> Iterator[Plan]:
    topic, since, minutes = meeting.topic, meeting.topic_at, timebox(meeting)
    if topic is None or since is None or not minutes:
        return
    told = max((percent for number, percent in meeting.warned if number == topic.number), default=0)
    for percent in WARNINGS:
        if percent > told:
            yield since + timedelta(minutes=minutes) * percent / 100, TimeboxWarned(topic.number, percent)


def timebox(meeting: Meeting) -> int:
    """How many minutes the open topic may take; 0 where nobody said."""
    return next((entry.minutes for entry in meeting.agenda if _is_of(entry.id, meeting.topic)), 0)


def _is_of(agenda_id: int, topic: Topic | None) -> bool:
    return topic is not None and topic.agenda_id == agenda_id
