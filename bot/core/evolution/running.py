"""Off the record and on it again, lurking and answering again, and what the clock said."""

from datetime import datetime
from typing import assert_never

from bot.core.events import (
    Entry,
    IdlenessAsked,
    LurkBegun,
    LurkEnded,
    RunningEvent,
    TalkResumed,
    TimeboxWarned,
    WentOffRecord,
    WentOnRecord,
)
from bot.core.having import having
from bot.core.meeting import Meeting, OffRecord


def running_changed(  # noqa: PLR0911 - one case an event
    meeting: Meeting, entry: Entry, event: RunningEvent
) -> Meeting:
    match event:
        case WentOffRecord():
            return having(meeting, off_since=entry.at)
        case WentOnRecord():
            return on_record(meeting, entry.at)
        case LurkBegun():
            return having(meeting, lurking=True)
        case LurkEnded():
            return having(meeting, lurking=False, retitled=meeting.retitled or bool(meeting.topics))
        case IdlenessAsked():
            return having(meeting, asked_at=entry.at, unanswered=True)
        case TalkResumed():
            return having(meeting, unanswered=False)
        case TimeboxWarned(topic, percent):
            return having(meeting, warned=meeting.warned | {(topic, percent)})
        case _:
            assert_never(event)


def on_record(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting on the record again, if it was off; what was left out shows in its place."""
    if meeting.off_since is None:
        return meeting
    left_out = OffRecord(meeting.off_since, max(at, meeting.off_since), meeting.topic_number)
    return having(meeting, off_since=None, content=(*meeting.content, left_out))
