"""The series as they are kept."""

import json
import re
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Row, select

from bot.core.events import AgendaEntry, ClosedAction, Closing, OpenAction
from bot.core.minutes import NextMeeting
from bot.core.series import Series
from bot.store import tables
from bot.store.supersessions import Known, decisions_of

_NAME = re.compile(r"(.+)-\d{4}-\d\d-\d\d(?:-\d+)?")


def all_series(connection: Connection) -> dict[str, Series]:
    named, decided = _names_by_series(connection), decisions_of(connection)
    return {
        row.slug: replace(
            _series(connection, row, named.get(row.slug, frozenset())),
            decisions=decided.get(row.slug, Known()).became(row.next_decision),
        )
        for row in connection.execute(select(tables.series)).all()
    }


def _names_by_series(connection: Connection) -> dict[str, frozenset[str]]:
    """The ids and permalinks that are taken, by the slug they begin with: a renamed meeting has one in each series."""
    table = tables.meetings
    taken: dict[str, set[str]] = {}
    for name in (name for row in connection.execute(select(table.c.id, table.c.permalink)) for name in row):
        if match := _NAME.fullmatch(name):
            taken.setdefault(match[1], set()).add(name)
    return {slug: frozenset(names) for slug, names in taken.items()}


def _series(connection: Connection, row: Row[tuple[object, ...]], taken: frozenset[str]) -> Series:
    agenda, actions = tables.agenda, tables.actions
    on_agenda = connection.execute(select(agenda).where(agenda.c.series == row.slug).order_by(agenda.c.place))
    open_now = connection.execute(
        select(actions).where(actions.c.series == row.slug, actions.c.state == "open").order_by(actions.c.number)
    )
    untold = json.loads(row.closed)
    private_agenda, private_actions, private_next = json.loads(row.private)
    closed = connection.execute(select(actions).where(actions.c.series == row.slug, actions.c.number.in_(untold)))
    return Series(
        slug=row.slug,
        name=row.name,
        agenda=tuple(
            AgendaEntry(a.id, a.text, a.proposer, a.carried_from, a.minutes, a.proposer_key, a.times) for a in on_agenda
        ),
        open_actions=tuple(_action(a) for a in open_now),
        closed=tuple(_closed(a) for a in sorted(closed, key=lambda a: untold.index(a.number))),
        next_agenda=row.next_agenda,
        next_action=row.next_action,
        next_decision=row.next_decision,
        next_meeting=next_meeting(json.loads(row.next_meeting)),
        moves=row.moves,
        meeting_ids=taken,
        private_agenda=frozenset(private_agenda),
        private_actions=frozenset(private_actions),
        private_next=private_next,
    )


def next_meeting(said: list[str]) -> NextMeeting | None:
    return NextMeeting(date.fromisoformat(said[0]), said[1], said[2]) if said else None


def _action(row: Row[tuple[object, ...]]) -> OpenAction:
    return OpenAction(row.number, row.text, tuple(json.loads(row.owners)), row.due, tuple(json.loads(row.owner_keys)))


def _closed(row: Row[tuple[object, ...]]) -> ClosedAction:
    return ClosedAction(_action(row), Closing(row.state), row.closed_on, row.closed_by, row.note)
