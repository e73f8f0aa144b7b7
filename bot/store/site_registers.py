"""The registers of actions and decisions as the pages ask for them."""

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, tuple_

from bot.app.reading import EVERY_ROOM, SUPERSEDED, ActionEntry, DecisionEntry, Register, Scope
from bot.store.addresses import path_of
from bot.store.seen import seen
from bot.store.site_decisions import entries, standing
from bot.store.tables import actions, decisions, meetings, owners, series

KEY = decisions.c.series, decisions.c.number
PLACE = (meetings.c.name.label("series_name"), meetings.c.permalink, meetings.c.day)
SPARE = 4
NEWEST = meetings.c.started_at.desc(), decisions.c.series, decisions.c.number.desc()


def find_actions(connection: Connection, scope: Scope, wanted: Register) -> list[ActionEntry]:
    also = series.c.private, meetings.c.private.label("behind_doors")
    found = select(actions, *PLACE, *also).join(meetings, meetings.c.id == actions.c.meeting_id)
    query = _within(found.join(series, series.c.slug == actions.c.series), scope, wanted, actions)
    query = query.where(_in_state(wanted)) if wanted.states else query
    query = query.where(tuple_(actions.c.series, actions.c.number).in_(_owned(wanted))) if wanted.owners else query
    rows = connection.execute(query.order_by(*_order(wanted)).limit(wanted.limit))
    return [_action(row, scope) for row in rows]


def _in_state(wanted: Register) -> ColumnElement[bool]:
    """In one of these states; those of a few days are not looked for by their states, of which all have many."""
    state = actions.c.state.concat("") if wanted.since or wanted.latest or wanted.owners else actions.c.state
    return state.in_(wanted.states)


def _owned(wanted: Register) -> Select[Any]:
    """Somebody's; of those closed latest as many more than wanted as not all may be seen."""
    mine = select(owners.c.series, owners.c.number).where(owners.c.nick.in_(wanted.owners))
    if not wanted.latest:
        return mine.where(owners.c.closed_on.is_(None)) if wanted.states == ("open",) else mine
    order = owners.c.closed_on.desc(), owners.c.series.desc(), owners.c.number.desc()
    return mine.where(owners.c.closed_on.is_not(None)).order_by(*order).limit(wanted.limit * SPARE)


def find_decisions(connection: Connection, scope: Scope, wanted: Register) -> list[DecisionEntry]:
    query = _within(select(decisions, *PLACE).join(meetings), scope, wanted, decisions)
    query = standing(query, scope, wanted.states)
    if wanted.limit >= 0 and SUPERSEDED not in wanted.states:
        query = query.where(meetings.c.id.in_(_newest(scope, wanted)))
    return entries(connection, scope, connection.execute(query.order_by(*NEWEST).limit(wanted.limit)))


def _newest(scope: Scope, wanted: Register) -> Select[Any]:
    """As many of the newest meetings as made decisions that are wanted: or all decisions would be put in order."""
    made = standing(
        select(decisions.c.number).where(decisions.c.meeting_id == meetings.c.id).correlate(meetings),
        scope,
        wanted.states,
    )
    few = select(meetings.c.id).where(seen(scope), made.exists())
    few = few.where(meetings.c.series == wanted.series) if wanted.series else few
    return few.order_by(meetings.c.started_at.desc()).limit(wanted.limit)


def _within(query: Select[Any], scope: Scope, wanted: Register, table: Any) -> Select[Any]:
    """Those of a register that are wanted, whatever their state."""
    query = query.where(seen(scope))
    # A meeting's decisions are in the register of its own series, and few of its meetings have the latest.
    series_of = meetings.c.series if table is decisions else table.c.series
    query = query.where(series_of == wanted.series) if wanted.series else query
    return query.where(meetings.c.day.between(wanted.since, wanted.until or date.max)) if wanted.since else query


def _order(wanted: Register) -> list[ColumnElement[Any]]:
    """How actions come."""
    key = actions.c.series, actions.c.number
    if wanted.latest:
        return [each.desc() for each in (actions.c.closed_on, *key)]  # an index has them so
    return [*((actions.c.due.is_(None), actions.c.due) if wanted.soonest else ()), *key]


def _action(row: Row[Any], scope: Scope) -> ActionEntry:
    """An action; who closed it behind closed doors, and what they said of it, is not for everybody."""
    private_actions = json.loads(row.private)[1] if row.note or row.closed_by else ()
    unsaid = row.number in private_actions and not row.behind_doors and EVERY_ROOM not in scope.rooms
    return ActionEntry(
        series=row.series,
        series_name=row.series_name,
        number=row.number,
        text=row.text,
        owners=tuple(json.loads(row.owners)),
        due=row.due,
        state=row.state,
        path=path_of(row.series, row.permalink),
        day=row.day,
        closed_on=row.closed_on,
        closed_by="" if unsaid else row.closed_by,
        note="" if unsaid else row.note,
    )
