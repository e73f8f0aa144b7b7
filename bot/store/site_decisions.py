"""The register of decisions as the pages ask for it: what is in force, what is superseded, and what took its place."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select, tuple_

from bot.app.reading import IN_FORCE, SUPERSEDED, DecisionEntry, Reference, Scope
from bot.store.addresses import path_of
from bot.store.seen import seen
from bot.store.tables import actions, decisions, events, meetings, supersessions

CLOSED = "action_closed"
SAID = ("item_recorded", "item_reworded")
_NOTHING, _SOMETHING = '"supersedes":[]', '"supersedes":['


def standing(query: Select[Any], scope: Scope, states: Collection[str]) -> Select[Any]:
    """Only what is in one of these states, as far as the reader sees; none means all."""
    if not states or {IN_FORCE, SUPERSEDED} <= {*states}:
        return query
    key = tuple_(decisions.c.series, decisions.c.number)
    later = select(supersessions.c.series, supersessions.c.number).join(meetings).where(seen(scope)).correlate(None)
    return query.where(key.in_(later) if SUPERSEDED in states else key.not_in(later))


def entries(connection: Connection, scope: Scope, rows: Sequence[Sequence[Any]]) -> list[DecisionEntry]:
    """The decisions, with those that took their place and whose place they took.

    A row has the series, the number, the kind, the text, the series' name, the meeting's permalink and its day.
    """
    pairs = _pairs(connection, supersessions.c.series.in_({row[0] for row in rows}))
    paths = _paths(connection, scope, {meeting for pair in pairs for meeting in (pair.newer, pair.older)})
    later: dict[tuple[str, int], Reference] = {}
    earlier: dict[tuple[str, int], list[Reference]] = {}
    for pair in pairs:
        if pair.newer in paths:
            later[pair.series, pair.number] = Reference(pair.by, *paths[pair.newer])
        earlier.setdefault((pair.series, pair.by), []).append(Reference(pair.number, *paths.get(pair.older, ())))
    found = []
    for slug, number, kind, text, name, permalink, day in rows:
        by, old = later.get((slug, number)), tuple(earlier.get((slug, number), ()))
        found.append(DecisionEntry(slug, name, number, kind, text, path_of(slug, permalink), day, by, old))
    return found


def _pairs(connection: Connection, *which: ColumnElement[bool]) -> list[Row[Any]]:
    """What took whose place, in order, and in which meetings they were made; an older one may have been taken back."""
    table = supersessions
    same = and_(decisions.c.series == table.c.series, decisions.c.number == table.c.number)
    made = table.c.meeting_id.label("newer"), decisions.c.meeting_id.label("older")
    query = select(table.c.series, table.c.number, table.c.by, *made).outerjoin(decisions, same).where(*which)
    return list(connection.execute(query.order_by(table.c.series, table.c.number, table.c.by)))


def _paths(connection: Connection, scope: Scope, ids: Collection[str]) -> dict[str, tuple[str, date]]:
    """Where those of these meetings are filed that the reader sees, and their days."""
    query = select(meetings.c.id, meetings.c.series, meetings.c.permalink, meetings.c.day)
    found = connection.execute(query.where(seen(scope), meetings.c.id.in_(list(ids)))) if ids else ()
    return {row.id: (path_of(row.series, row.permalink), row.day) for row in found}


def superseded_of(connection: Connection, meeting_ids: Collection[str]) -> list[date]:
    """The days of meetings whose decisions these superseded, be it for a while, or that superseded one of theirs."""
    ids = list(meeting_ids)
    numbers = set(_named(connection, ids))
    made = decisions.c.meeting_id == meetings.c.id
    older = (
        select(meetings.c.day).join(decisions, made).where(tuple_(decisions.c.series, decisions.c.number).in_(numbers))
    )
    newer = [pair.newer for pair in _pairs(connection, decisions.c.meeting_id.in_(ids))]
    days = [*connection.scalars(older)] if numbers else []
    days += connection.scalars(select(meetings.c.day).where(meetings.c.id.in_(newer))) if newer else ()
    return sorted(set(days))


def closed_of(connection: Connection, meeting_ids: Collection[str]) -> list[date]:
    """The days of meetings whose actions were closed in these, be it for a while."""
    numbers = closed_in(connection, meeting_ids)
    query = select(meetings.c.day).join(actions, actions.c.meeting_id == meetings.c.id).distinct()
    query = query.where(tuple_(actions.c.series, actions.c.number).in_(numbers)).order_by(meetings.c.day)
    return list(connection.scalars(query)) if numbers else []


def closed_in(connection: Connection, meeting_ids: Collection[str]) -> set[tuple[str, int]]:
    """The actions that were closed in these, be it for a while: series and number."""
    said = events.c.meeting_id.in_(list(meeting_ids)), events.c.kind == CLOSED
    found = connection.execute(select(events.c.series, events.c.payload).where(*said))
    return {(row.series, json.loads(row.payload)["label"]) for row in found}


def _named(connection: Connection, ids: list[str]) -> Iterator[tuple[str, int]]:
    """Every decision that something said in these meetings superseded: series and number."""
    query = select(events.c.series, events.c.payload).where(events.c.meeting_id.in_(ids), events.c.kind.in_(SAID))
    some = events.c.payload.contains(_SOMETHING, autoescape=True), ~events.c.payload.contains(_NOTHING, autoescape=True)
    for row in connection.execute(query.where(*some)):
        yield from ((row.series, number) for number in json.loads(row.payload)["supersedes"])
