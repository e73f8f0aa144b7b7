"""Rooms that are closed to others while a meeting runs in them."""

from bot.app.draft import Draft
from bot.core.chat import RoomBecamePrivate, RoomView, Say
from bot.core.commands.publishing import prospects
from bot.core.events import Entry, MeetingBecamePrivate


def became_private(draft: Draft, observation: RoomBecamePrivate) -> None:
    """The whole meeting is private from here on, unless the config says what the room is; and the room is told."""
    room, state = observation.room, draft.state
    meeting, rules = state.meetings.get(room), draft.setting.rooms.get(room)
    if meeting is None or rules is None or meeting.private or not rules.is_private(RoomView(private=True)):
        return
    at = max(observation.at, meeting.history[-1].at)
    draft.apply(room, Entry(meeting.next_seq, at, state.lines[meeting.id], MeetingBecamePrivate()))
    if rules.withholds(private=True):
        draft.batch.replies += [Say(room, line) for line in prospects(rules, private=True)]
