"""What every page of a meeting asks of the record, as statements that are made once for each scope.

Making a statement of this size takes a millisecond, and having it read a tenth of that.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select

from bot.app.reading import MeetingEntry, Neighbour, Scope
from bot.store.addresses import path_of
from bot.store.seen import seen
from bot.store.tables import actions, addresses, attendance, decisions, meetings, topics

OWN = (
    "id", "series", "permalink", "name", "network", "room", "private", "state", "day",
    "started_at", "ended_at", "updated_at", "revision", "summary",
)  # fmt: skip


def counted() -> Select[Any]:
    """Meetings: their `OWN` columns, who took the minutes, and what is counted of them."""
    spoke = attendance.c.meeting_id == meetings.c.id, attendance.c.spoke
    wrote = and_(attendance.c.meeting_id == meetings.c.id, attendance.c.author)
    return select(
        *(meetings.c[name] for name in OWN),
        select(attendance.c.nick).where(wrote).limit(1).scalar_subquery().label("author"),
        select(attendance.c.name).where(wrote).limit(1).scalar_subquery().label("author_name"),
        select(func.count()).select_from(attendance).where(*spoke).scalar_subquery().label("people"),
        _count(decisions).label("decisions"),
        _count(actions, actions.c.state != "withdrawn").label("actions"),
    )


def _count(table: Any, *also: ColumnElement[bool]) -> Any:
    own = table.c.meeting_id == meetings.c.id
    return select(func.count()).select_from(table).where(own, *also).scalar_subquery()


@lru_cache(maxsize=64)
def filed(scope: Scope) -> Select[Any]:
    """The meeting of a `series` that is, or was, filed under a `path`."""
    here = addresses.c.path == bindparam("path"), meetings.c.series == bindparam("slug")
    return counted().where(seen(scope)).join(addresses, addresses.c.meeting_id == meetings.c.id).where(*here)


TITLES = (
    select(topics.c.meeting_id, topics.c.title)
    .where(topics.c.meeting_id.in_(bindparam("silent", expanding=True)))
    .order_by(topics.c.meeting_id, topics.c.number)
)
"""What the meetings were about that have no summary (`silent` are their ids)."""


def neighbours(connection: Connection, scope: Scope, entry: MeetingEntry) -> list[Neighbour | None]:
    """The meetings of its series before it and after it."""
    given = {"slug": entry.series, "at": entry.started_at}
    rows = [connection.execute(_beside(scope, later=later), given).first() for later in (False, True)]
    return [Neighbour(path_of(row.series, row.permalink), row.day) if row else None for row in rows]


@lru_cache(maxsize=64)
def _beside(scope: Scope, *, later: bool) -> Select[Any]:
    at, given = meetings.c.started_at, bindparam("at", type_=meetings.c.started_at.type)
    query = select(meetings.c.series, meetings.c.permalink, meetings.c.day)
    query = query.where(seen(scope), meetings.c.series == bindparam("slug"), at > given if later else at < given)
    return query.order_by(at if later else at.desc()).limit(1)
