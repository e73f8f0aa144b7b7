"""A time in which a room was not heard."""

from datetime import datetime

from bot.app.draft import Draft
from bot.core.chat import Interrupted
from bot.core.commands.command import everywhere
from bot.core.events import RecordingInterrupted


def interrupted(draft: Draft, gap: Interrupted) -> None:
    """The minutes tell of it, and every room of the meeting is told; of which room, where there are several."""
    meeting, where = draft.running(gap.room), draft.said_in(gap.room)
    if meeting is None:
        return
    since = max(gap.since, meeting.started_at)
    event = RecordingInterrupted(since, max(gap.until, since), where)  # a clock may have been set back meanwhile
    draft.meanwhile(gap.room, gap.until, event)
    span = between(event.since, event.until)
    again = "Back, still off the record" if meeting.off_since else "Recording again"
    of = f" of {where}" if where else ""
    if not meeting.lurking:
        told = f"{again}; lines{of} {span} may be missing."
        draft.batch.replies += everywhere(draft.setting.rooms[gap.room], told)


def between(since: datetime, until: datetime) -> str:
    """A span in words: "between 16:04 and 16:06 UTC", with dates when the two lie on different days."""
    form = "%H:%M" if since.date() == until.date() else "%Y-%m-%d %H:%M"
    return f"between {since:{form}} and {until:{form}} UTC"
