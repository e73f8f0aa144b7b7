"""Which decisions of a series took the place of which: a row for each pair."""

from sqlalchemy import Connection, delete, insert, select

from bot.core.decisions import Decisions, pairs_of
from bot.core.events import ItemRecorded
from bot.core.meeting import Meeting
from bot.store.tables import decisions, supersessions


def supersede(connection: Connection, meeting: Meeting, said: ItemRecorded) -> None:
    """What a decision takes the place of."""
    _insert(connection, meeting, tuple((old, said.label) for old in said.supersedes))


def write_supersessions(connection: Connection, meeting: Meeting) -> None:
    """What a meeting's decisions take the place of as they read now."""
    connection.execute(delete(supersessions).where(supersessions.c.meeting_id == meeting.id))
    _insert(connection, meeting, pairs_of(meeting))


def _insert(connection: Connection, meeting: Meeting, pairs: tuple[tuple[int, int], ...]) -> None:
    own = {"series": meeting.series, "meeting_id": meeting.id}
    if pairs:
        connection.execute(insert(supersessions), [{**own, "number": old, "by": new} for old, new in pairs])


def decisions_of(connection: Connection) -> dict[str, tuple[set[int], list[tuple[int, int]]]]:
    """By series: the numbers of the decisions that stand, and what took the place of what, in order."""
    found: dict[str, tuple[set[int], list[tuple[int, int]]]] = {}
    for slug, number in connection.execute(select(decisions.c.series, decisions.c.number)):
        found.setdefault(slug, (set(), []))[0].add(number)
    table = supersessions
    pairs = select(table.c.series, table.c.number, table.c.by).order_by(table.c.series, table.c.number, table.c.by)
    for slug, number, by in connection.execute(pairs):
        found.setdefault(slug, (set(), []))[1].append((number, by))
    return found


def became(stand: set[int], pairs: list[tuple[int, int]], following: int) -> Decisions:
    """What became of a series' decisions; the next one will be D-`following`."""
    return Decisions(frozenset(range(1, following)) - stand, tuple(pairs))
