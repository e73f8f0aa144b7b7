"""Rooms that are closed to others while a meeting runs in them."""

from collections.abc import Mapping
from datetime import datetime

from bot.app.draft import Draft
from bot.core.chat import Room, RoomBecamePrivate, RoomView
from bot.core.commands.command import everywhere
from bot.core.commands.publishing import prospects
from bot.core.events import MeetingBecamePrivate
from bot.core.rules import Rules


def became_private(draft: Draft, observation: RoomBecamePrivate) -> None:
    """The whole meeting is private from here on, unless the config says what the room is; and the room is told."""
    room = observation.room
    meeting, rules = draft.running(room), draft.setting.rooms.get(room)
    if meeting is None or rules is None or meeting.private or not rules.says_private(RoomView(private=True)):
        return
    at = max(observation.at, meeting.history[-1].at)
    draft.meanwhile(room, at, MeetingBecamePrivate())
    if rules.destinations.withholds(meeting.series, private=True):
        draft.batch.replies += everywhere(rules, *prospects(rules, meeting.series, private=True))


def said_private(rooms: Mapping[Room, Rules], at: datetime) -> list[RoomBecamePrivate]:
    """What the config says when the bot starts: it may have said less when a meeting began that runs still."""
    return [RoomBecamePrivate(room, at) for room, rules in rooms.items() if rules.private]
