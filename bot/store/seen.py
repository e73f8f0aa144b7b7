"""Which meetings somebody sees."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from bot.app.reading import EVERY_ROOM, Scope
from bot.store.tables import deliveries, meetings


@lru_cache(maxsize=64)
def seen(scope: Scope) -> ColumnElement[bool]:
    """The meetings that a reader sees."""
    if scope.publisher:
        here = and_(
            deliveries.c.meeting_id == meetings.c.id,
            deliveries.c.publisher == scope.publisher,
            deliveries.c.url != "",
        )
        now = meetings.c.id.in_(scope.also) if scope.also else false()
        newest = and_(
            deliveries.c.meeting_id == meetings.c.id,
            deliveries.c.publisher == scope.publisher,
            deliveries.c.revision == meetings.c.revision,
            meetings.c.state == "ended",
        )
        given = or_(open_to(scope), exists().where(newest))
        return and_(meetings.c.state != "aborted", or_(exists().where(here), now), given)
    return and_(meetings.c.state != "aborted", open_to(scope))


def open_to(scope: Scope) -> ColumnElement[bool]:
    """Those of rooms that are not private, or that the reader may see all the same."""
    if EVERY_ROOM in scope.rooms:
        return true()
    named = (meetings.c.network + "/" + meetings.c.room).in_(sorted(scope.rooms)) if scope.rooms else false()
    return or_(meetings.c.private.is_(False), named)
