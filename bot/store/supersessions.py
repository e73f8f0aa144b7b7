"""Which decisions of a series took the place of which: a row for each pair."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from bot.core.decisions import Decisions, pairs_of
from bot.core.events import ItemRecorded
from bot.core.meeting import Meeting
from bot.store.tables import decisions, meetings, supersessions


@dataclass(slots=True)
class Known:
    """Of a series: the numbers of the decisions that stand, and what took the place of what, as `Decisions` has it."""

    standing: set[int] = field(default_factory=set)
    superseded: list[tuple[int, int]] = field(default_factory=list)
    private: set[int] = field(default_factory=set)

    def became(self, following: int) -> Decisions:
        """What became of them; the next one will be D-`following`."""
        withdrawn = frozenset(range(1, following)) - self.standing
        return Decisions(withdrawn, tuple(self.superseded), frozenset(self.private))


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


def decisions_of(connection: Connection) -> dict[str, Known]:
    """What is known of each series' decisions."""
    found: dict[str, Known] = {}
    for slug, number in connection.execute(select(decisions.c.series, decisions.c.number)):
        found.setdefault(slug, Known()).standing.add(number)
    table = supersessions
    query = select(table, meetings.c.private).join(meetings, meetings.c.id == table.c.meeting_id)
    for row in connection.execute(query.order_by(table.c.series, table.c.number, table.c.by)):
        known = found.setdefault(row.series, Known())
        known.superseded.append((row.number, row.by))
        known.private |= {row.by} if row.private else set()
    return found
