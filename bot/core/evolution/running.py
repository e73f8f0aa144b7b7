"""Off the record and on it again, lurking and answering again."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.core.events import Entry, LurkBegun, LurkEnded, RunningEvent, WentOffRecord, WentOnRecord
from bot.core.meeting import Meeting, OffRecord


def running_changed(meeting: Meeting, entry: Entry, event: RunningEvent) -> Meeting:
    match event:
        case WentOffRecord():
            return replace(meeting, off_since=entry.at)
        case WentOnRecord():
            return on_record(meeting, entry.at)
        case LurkBegun():
            return replace(meeting, lurking=True)
        case LurkEnded():
            return replace(meeting, lurking=False, retitled=meeting.retitled or bool(meeting.topics))
        case _:
            assert_never(event)


def on_record(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting on the record again, if it was off; what was left out shows in its place."""
    if meeting.off_since is None:
        return meeting
    left_out = OffRecord(meeting.off_since, max(at, meeting.off_since), meeting.topic_number)
    return replace(meeting, off_since=None, content=(*meeting.content, left_out))
