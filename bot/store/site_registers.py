"""The registers of actions and decisions as the pages ask for them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    func,
    select,
    tuple_,
)

from bot.app.reading import EVERY_ROOM, SUPERSEDED, ActionEntry, DecisionEntry, Register, Scope
from bot.store.addresses import path_of
from bot.store.seen import seen
from bot.store.shelves import SINCE, SLUG, UNTIL
from bot.store.site_decisions import entries, standing
from bot.store.tables import actions, decisions, meetings, owners, series

OWNERS: BindParameter[list[str]] = bindparam("owners", expanding=True)
MOST: BindParameter[int] = bindparam("most", type_=Integer)
PLACE = (meetings.c.name.label("series_name"), meetings.c.permalink, meetings.c.day)
TOLD = ("text", "owners", "due", "state", "closed_on", "closed_by", "note")
SPARE = 4
"""How many times as many of somebody's actions are looked at, if the latest are not enough."""
NEWEST = meetings.c.started_at.desc(), decisions.c.series, decisions.c.number.desc()


def find_actions(connection: Connection, scope: Scope, wanted: Register) -> list[ActionEntry]:
    query, given = _actions(scope, _shape(wanted)), _given(wanted)
    rows = connection.execute(query, given).all()
    if wanted.latest and len(rows) < wanted.limit:  # of those closed latest some may not be seen
        rows = connection.execute(query, {**given, "most": wanted.limit * SPARE}).all()
    return [_action(row, scope) for row in rows]


def find_decisions(connection: Connection, scope: Scope, wanted: Register) -> list[DecisionEntry]:
    rows = connection.execute(_decisions(scope, _shape(wanted)), _given(wanted))
    return entries(connection, scope, rows.all())


def find_numbers(
    connection: Connection, scope: Scope, register: str, days: tuple[date, date]
) -> list[tuple[str, str, int, int]]:
    rows = connection.execute(_numbers(scope, register), {"since": days[0], "until": days[1]}).all()
    return [(month, slug, first, last) for month, slug, first, last in rows]


@lru_cache(maxsize=64)
def _numbers(scope: Scope, register: str) -> Select[Any]:
    table = {"actions": actions, "decisions": decisions}[register]
    month, key = func.substr(meetings.c.day, 1, 7, type_=String).label("month"), table.c.series
    query = select(month, key, func.min(table.c.number), func.max(table.c.number))
    query = query.join(meetings, meetings.c.id == table.c.meeting_id).group_by(month, key).order_by(month, key)
    query = query.where(actions.c.state != "withdrawn") if table is actions else query
    return query.where(seen(scope), meetings.c.day.between(SINCE, UNTIL))


def _shape(wanted: Register) -> Register:
    """What makes another statement of it, without what is only given to one: making a statement takes a millisecond."""
    since = date.min if wanted.since else None
    owners = OWNED if wanted.owners else ()
    return replace(wanted, series=wanted.series and "*", since=since, until=None, owners=owners)


OWNED = ("*",)


def _given(wanted: Register) -> dict[str, Any]:
    days = {"since": wanted.since, "until": wanted.until or date.max}
    return {"slug": wanted.series, "owners": wanted.owners, "most": wanted.limit, **days}


@lru_cache(maxsize=64)
def _actions(scope: Scope, wanted: Register) -> Select[Any]:
    """The actions of this shape."""
    told = *(actions.c[name] for name in TOLD), *PLACE, series.c.private, meetings.c.private.label("behind_doors")
    found = select(actions.c.series, actions.c.number, *told).join(meetings, meetings.c.id == actions.c.meeting_id)
    query = _within(found.join(series, series.c.slug == actions.c.series), scope, wanted, actions)
    query = query.where(_in_state(wanted)) if wanted.states else query
    query = query.where(tuple_(actions.c.series, actions.c.number).in_(_owned(wanted))) if wanted.owners else query
    return query.order_by(*_order(wanted)).limit(wanted.limit)


def _in_state(wanted: Register) -> ColumnElement[bool]:
    """In one of these states; those of a few days are not looked for by their states, of which all have many."""
    state = actions.c.state.concat("") if wanted.since or wanted.latest or wanted.owners else actions.c.state
    return state.in_(wanted.states)


def _owned(wanted: Register) -> Select[Any]:
    """Somebody's; of those closed latest no more than so many."""
    mine = select(owners.c.series, owners.c.number).where(owners.c.nick.in_(OWNERS))
    if not wanted.latest:
        return mine.where(owners.c.closed_on.is_(None)) if wanted.states == ("open",) else mine
    order = owners.c.closed_on.desc(), owners.c.series.desc(), owners.c.number.desc()
    return mine.where(owners.c.closed_on.is_not(None)).order_by(*order).limit(MOST)


@lru_cache(maxsize=64)
def _decisions(scope: Scope, wanted: Register) -> Select[Any]:
    """The decisions of this shape."""
    told = decisions.c.series, decisions.c.number, decisions.c.kind, decisions.c.text, *PLACE
    query = _within(select(*told).join(meetings, meetings.c.id == decisions.c.meeting_id), scope, wanted, decisions)
    query = standing(query, scope, wanted.states)
    if wanted.limit >= 0 and SUPERSEDED not in wanted.states:
        query = query.where(meetings.c.id.in_(_newest(scope, wanted)))
    return query.order_by(*NEWEST).limit(wanted.limit)


def _newest(scope: Scope, wanted: Register) -> Select[Any]:
    """As many of the newest meetings as made decisions that are wanted: or all decisions would be put in order."""
    made = standing(
        select(decisions.c.number).where(decisions.c.meeting_id == meetings.c.id).correlate(meetings),
        scope,
        wanted.states,
    )
    few = select(meetings.c.id).where(seen(scope), made.exists())
    few = few.where(meetings.c.series == SLUG) if wanted.series else few
    return few.order_by(meetings.c.started_at.desc()).limit(wanted.limit)


def _within(query: Select[Any], scope: Scope, wanted: Register, table: Any) -> Select[Any]:
    """Those of a register that are wanted, whatever their state."""
    query = query.where(seen(scope))
    # A meeting's decisions are in the register of its own series, and few of its meetings have the latest.
    series_of = meetings.c.series if table is decisions else table.c.series
    query = query.where(series_of == SLUG) if wanted.series else query
    return query.where(meetings.c.day.between(SINCE, UNTIL)) if wanted.since else query


def _order(wanted: Register) -> list[ColumnElement[Any]]:
    """How actions come."""
    key = actions.c.series, actions.c.number
    if wanted.latest:
        return [each.desc() for each in (actions.c.closed_on, *key)]  # an index has them so
    return [*((actions.c.due.is_(None), actions.c.due) if wanted.soonest else ()), *key]


def _action(row: Sequence[Any], scope: Scope) -> ActionEntry:
    """An action; who closed it behind closed doors, and what they said of it, is not for everybody."""
    slug, number, text, named, due, state, closed_on, closed_by, note, series_name, permalink, day, private, apart = row
    if (closed_by or note) and not apart and EVERY_ROOM not in scope.rooms and number in _private_actions(private):
        closed_by = note = ""
    path = path_of(slug, permalink)
    return ActionEntry(
        slug, series_name, number, text, _names(named), due, state, path, day, closed_on, closed_by, note
    )


@lru_cache(maxsize=1024)
def _names(owners: str) -> tuple[str, ...]:
    return tuple(json.loads(owners))


@lru_cache(maxsize=16)
def _private_actions(private: str) -> frozenset[int]:
    return frozenset(json.loads(private)[1])
