"""The registers of a series: actions A-n and decisions D-n, across its meetings."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, delete, insert, update

from bot.core.decisions import DECISIONS
from bot.core.events import ActionClosed, ClosedAction, ItemRecorded, OpenAction
from bot.core.meeting import Meeting
from bot.core.minutes import Kind
from bot.core.register import closed, closed_here
from bot.core.text import RETRACTED
from bot.store import tables
from bot.store.supersessions import supersede, write_supersessions


def register(connection: Connection, meeting: Meeting, said: ItemRecorded) -> None:
    """An action or a decision in its series' register."""
    key = {"series": meeting.series, "number": said.label, "meeting_id": meeting.id, "text": said.text}
    if said.kind is Kind.ACTION:
        row = {**key, **_owners(said.owners, said.owner_keys), "due": said.due, "state": "open"}
        connection.execute(insert(tables.actions), row)
    elif said.kind in DECISIONS:
        connection.execute(insert(tables.decisions), {**key, "kind": said.kind.value})
        supersede(connection, meeting, said)


def own(connection: Connection, series: str, number: int, owners: tuple[str, ...], keys: tuple[str, ...]) -> None:
    _settle(connection, series, number, **_owners(owners, keys))


def _owners(owners: tuple[str, ...], keys: tuple[str, ...]) -> dict[str, object]:
    return {"owners": json.dumps(owners, ensure_ascii=False), "owner_keys": json.dumps(keys, ensure_ascii=False)}


def close(connection: Connection, series: str, one: ClosedAction) -> None:
    _settle(connection, series, one.number, state=one.state.value, closed_on=one.on, closed_by=one.by, note=one.note)


def close_by(connection: Connection, series: str, event: ActionClosed) -> None:
    """As an event says, of a meeting or between two; it may be an action of another meeting that is running still."""
    close(connection, series, closed(OpenAction(event.label, ""), event))


def open_again(connection: Connection, series: str, number: int) -> None:
    _settle(connection, series, number, state="open", **NOT_CLOSED)


NOT_CLOSED: Mapping[str, object] = {"closed_on": None, "closed_by": "", "note": ""}


def _settle(connection: Connection, series: str, number: int, **values: object) -> None:
    table = tables.actions
    connection.execute(update(table).where(table.c.series == series, table.c.number == number).values(values))


def move(connection: Connection, meeting: Meeting) -> None:
    """The meeting's actions and decisions go to the register of its new series, under their new numbers."""
    for table in (tables.actions, tables.decisions, tables.supersessions):
        connection.execute(delete(table).where(table.c.meeting_id == meeting.id))
    for item in meeting.items:
        register(connection, meeting, item.record)
    for one in closed_here(meeting):
        close(connection, meeting.series, one)


def reword(connection: Connection, meeting: Meeting, said: ItemRecorded) -> None:
    """An action or a decision as it reads now, in its register."""
    table = tables.actions if said.kind is Kind.ACTION else tables.decisions
    values: dict[str, object] = {"text": said.text}
    if said.kind is Kind.ACTION:
        values |= {**_owners(said.owners, said.owner_keys), "due": said.due}
    row = table.c.meeting_id == meeting.id, table.c.number == said.label
    if said.label:
        connection.execute(update(table).where(*row).values(values))


def withdraw(connection: Connection, meeting: Meeting, labels: set[tuple[Table, int]]) -> None:
    """Actions and decisions of this meeting that no longer stand: an action says so, a decision goes."""
    actions, decisions = tables.actions, tables.decisions
    kept_actions = [number for table, number in labels if table is actions]
    kept_decisions = [number for table, number in labels if table is decisions]
    gone = actions.c.meeting_id == meeting.id, actions.c.number.not_in(kept_actions)
    connection.execute(update(actions).where(*gone).values(state="withdrawn", **NOT_CLOSED))
    connection.execute(
        delete(decisions).where(decisions.c.meeting_id == meeting.id, decisions.c.number.not_in(kept_decisions))
    )
    write_supersessions(connection, meeting)


def unsay(connection: Connection, meeting: Meeting) -> None:
    """Texts that the meeting has no more leave the registers, and nothing else in them changes."""
    for item in meeting.items:
        if item.record.label and item.record.text == RETRACTED:
            table = tables.actions if item.record.kind is Kind.ACTION else tables.decisions
            row = table.c.meeting_id == meeting.id, table.c.number == item.record.label
            connection.execute(update(table).where(*row).values(text=RETRACTED))
    write_supersessions(connection, meeting)
    unnote(connection, meeting.series, [one.number for one in closed_here(meeting) if not one.note])


def unnote(connection: Connection, series: str, numbers: Iterable[int]) -> None:
    """The notes of these closed actions are gone."""
    for number in numbers:
        _settle(connection, series, number, note="")
