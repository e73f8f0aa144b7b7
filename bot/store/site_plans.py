"""When a series meets next, as far as a reader may know."""

import json

from sqlalchemy import Connection, func, or_, select

from bot.app.reading import Scope
from bot.core.events import NextMeetingSet
from bot.core.minutes import NextMeeting
from bot.store.mail_tables import announcements
from bot.store.rows import from_row
from bot.store.seen import seen
from bot.store.series_rows import next_meeting
from bot.store.tables import events, meetings, series

KIND = "next_meeting_set"


def plan(connection: Connection, scope: Scope, slug: str) -> tuple[NextMeeting | None, int]:
    """What was said last, unless only where the reader sees nothing; and how often that was changed."""
    row = connection.execute(select(series.c.next_meeting, series.c.moves).where(series.c.slug == slug)).first()
    if row is None:
        return None, 0
    said = next_meeting(json.loads(row.next_meeting))
    told = connection.scalar(select(func.max(announcements.c.moves)).where(announcements.c.series == slug))
    return (said if said and _is_open(connection, scope, slug, said) else None), max(row.moves, told or 0)


def _is_open(connection: Connection, scope: Scope, slug: str, said: NextMeeting) -> bool:
    """Whether it was said in a meeting that the reader sees.

    Of most series everything is seen, and that is known at once. What was said between the meetings of others may have
    been said behind closed doors.
    """
    visible = or_(meetings.c.private.is_(False), seen(scope))
    closed = select(meetings.c.id).where(meetings.c.series == slug, ~visible).limit(1)
    if connection.execute(closed).first() is None:
        return True
    query = select(events.c.payload).join(meetings, meetings.c.id == events.c.meeting_id)
    query = query.where(meetings.c.series == slug, events.c.kind == KIND, visible)
    told = (from_row(KIND, payload) for payload in connection.scalars(query))
    return any(isinstance(event, NextMeetingSet) and event.when == said for event in told)
