"""What lists ask of the record, as statements that are made once for each scope and each shape of the question.

Making one takes longer than SQLite takes to answer it.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal_column, select, true

from bot.app.reading import Known, Scope, Shelf
from bot.store.filed import counted
from bot.store.seen import seen
from bot.store.tables import meetings

SLUG: BindParameter[str] = bindparam("slug")
IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
SINCE: BindParameter[date] = bindparam("since", type_=meetings.c.day.type)
UNTIL: BindParameter[date] = bindparam("until", type_=meetings.c.day.type)
SOMEBODY = (Known("", "", "", 0, date.min),)


def shape(shelf: Shelf) -> Shelf:
    """What makes another statement of it, without what is only given to one."""
    since, until = (date.min if day else None for day in (shelf.since, shelf.until))
    people = SOMEBODY if shelf.people else ()
    return replace(shelf, series="*" if shelf.series else "", since=since, until=until, people=people)


def given(shelf: Shelf) -> dict[str, Any]:
    """What is given to the statements; to that of a shelf with `people` also the `ids` of their meetings."""
    return {"slug": shelf.series, "since": shelf.since, "until": shelf.until}


@lru_cache(maxsize=64)
def shelved(scope: Scope, shelf: Shelf) -> Select[Any]:
    """The meetings of a shelf of this shape."""
    newest = meetings.c.updated_at if shelf.by_change else meetings.c.started_at
    order = newest.desc(), meetings.c.id.desc()
    query, where = counted().where(seen(scope)).order_by(*order), _on(shelf)
    where = and_(where, meetings.c.id.in_(IDS)) if shelf.people else where
    if shelf.limit < 0:
        return query.where(where)
    # Or it would be counted of all meetings, to show a few.
    few = select(meetings.c.id).where(seen(scope), where).order_by(*order).limit(shelf.limit)
    return query.where(meetings.c.id.in_(few))


@lru_cache(maxsize=64)
def daily(scope: Scope, shelf: Shelf) -> Select[Any]:
    """The days of the meetings on a shelf of this shape, the last first, and how many each had."""
    day = meetings.c.day
    return select(day, func.count()).where(seen(scope), _on(shelf)).group_by(day).order_by(day.desc())


@lru_cache(maxsize=64)
def turning(scope: Scope) -> tuple[Select[Any], Select[Any]]:
    """The last day before a span, and the first one after it."""
    day = meetings.c.day
    before = select(day).where(seen(scope), day < SINCE).order_by(day.desc()).limit(1)
    return before, select(day).where(seen(scope), day > UNTIL).order_by(day).limit(1)


def _on(shelf: Shelf) -> ColumnElement[bool]:
    """The meetings that are wanted."""
    wanted: list[ColumnElement[bool]] = [true()]
    wanted += [meetings.c.series == SLUG] if shelf.series else []
    # Nearly all have ended: an index of that is no help, and with it all of them would be put in order.
    state = literal_column("+meetings.state") if shelf.state == "ended" else meetings.c.state
    wanted += [state == shelf.state] if shelf.state else []
    wanted += [meetings.c.day >= SINCE] if shelf.since else []
    wanted += [meetings.c.day <= UNTIL] if shelf.until else []
    return and_(*wanted)
