"""The registers of actions and decisions, as people list them."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from bot.store.supersessions import decisions_of
from bot.store.tables import actions, decisions, meetings


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action in a list: `number` is the n of A-n, `owners` and `closed_by` are nicks, `day` is the meeting's."""

    series: str
    number: int
    text: str
    owners: tuple[str, ...]
    due: date | None
    state: str
    meeting: str
    day: date
    closed_on: date | None
    closed_by: str
    note: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision in a list: `number` is the n of D-n, `kind` "agreed", "accepted" or "rejected".

    `supersedes` are the numbers of those whose place it took, `superseded_by` that of the one that took its own, or 0.
    """

    series: str
    number: int
    kind: str
    text: str
    meeting: str
    day: date
    supersedes: tuple[int, ...] = ()
    superseded_by: int = 0


def list_actions(connection: Connection, series: str = "", state: str = "") -> list[ActionRow]:
    """Series by series, in the order of their numbers."""
    query = select(actions, meetings.c.day, meetings.c.id.label("meeting")).join(meetings)
    query = query.where(actions.c.series == series) if series else query
    query = query.where(actions.c.state == state) if state else query
    return [
        ActionRow(
            row.series,
            row.number,
            row.text,
            tuple(json.loads(row.owners)),
            row.due,
            row.state,
            row.meeting,
            row.day,
            row.closed_on,
            row.closed_by,
            row.note,
        )
        for row in connection.execute(query.order_by(actions.c.series, actions.c.number))
    ]


def list_decisions(connection: Connection, series: str = "") -> list[DecisionRow]:
    """Series by series, in the order of their numbers."""
    query = select(decisions, meetings.c.day, meetings.c.id.label("meeting")).join(meetings)
    query = query.where(decisions.c.series == series) if series else query
    later: dict[tuple[str, int], int] = {}
    earlier: dict[tuple[str, int], tuple[int, ...]] = {}
    for slug, known in decisions_of(connection).items():
        for old, by in known.superseded:
            later[slug, old] = by
            earlier[slug, by] = (*earlier.get((slug, by), ()), old)
    return [
        DecisionRow(
            row.series,
            row.number,
            row.kind,
            row.text,
            row.meeting,
            row.day,
            earlier.get((row.series, row.number), ()),
            later.get((row.series, row.number), 0),
        )
        for row in connection.execute(query.order_by(decisions.c.series, decisions.c.number))
    ]
