"""The read model again, from the events: the same rows that were written as the events came."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, delete, select

from bot.app.batch import KeptEvent
from bot.core.events import Entry, MeetingStarted
from bot.core.evolution import evolve, replay, start
from bot.core.evolution.series import evolve_series
from bot.core.meeting import Meeting
from bot.core.series import Series
from bot.store import tables
from bot.store.history import entries
from bot.store.read_model import project, write_series
from bot.store.rows import from_row
from bot.store.searching import take_in
from bot.store.sqlite import defer_foreign_keys
from bot.store.unsaying import write_unsaid

READ_MODEL = (
    tables.ballots,
    tables.votes,
    tables.addresses,
    tables.attendance,
    tables.topics,
    tables.items,
    tables.actions,
    tables.supersessions,
    tables.decisions,
    tables.agenda,
    tables.meeting_rooms,
    tables.meetings,
    tables.series,
)
PIECE = 1000


@dataclass(slots=True)
class _Replay:
    """Where the record stands after the events read so far. A meeting is forgotten when its room begins another.

    One that has events later all the same, because of what was retracted, is read again.
    """

    connection: Connection
    names: Mapping[str, str]
    series: dict[str, Series] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)

    def take(self, row: Row[tuple[object, ...]]) -> KeptEvent:
        entry = Entry(row.seq, row.at, row.line, from_row(row.kind, row.payload), row.room)
        before = self.meetings.get(row.meeting_id)
        meeting = self._meeting(row.meeting_id, entry) if row.meeting_id else None
        for slug in dict.fromkeys((before.series if before else row.series, row.series)):
            known = self.series.get(slug) or Series(slug, self._name(slug, meeting))
            self.series[slug] = evolve_series(known, entry.event, meeting)
        return KeptEvent(row.series, entry, meeting)

    def _meeting(self, meeting_id: str, entry: Entry) -> Meeting:
        begins = isinstance(entry.event, MeetingStarted)
        if not begins and meeting_id not in self.meetings:
            return evolve(self._forgotten(meeting_id, entry.seq), entry)
        meeting = start(entry) if begins else evolve(self.meetings[meeting_id], entry)
        if begins:
            self.meetings = {id_: other for id_, other in self.meetings.items() if other.room != meeting.room}
        self.meetings[meeting_id] = meeting
        return meeting

    def _forgotten(self, meeting_id: str, seq: int) -> Meeting:
        """A meeting of which no more was to come, as it was before its event with this number."""
        before = [entry for entry in entries(self.connection, meeting_id) if entry.seq < seq]
        if not before:
            raise LookupError(f"there is an event of {meeting_id}, which never began")
        return replay(before)

    def _name(self, slug: str, meeting: Meeting | None) -> str:
        return self.names.get(slug) or (meeting.name if meeting else slug)


def rebuild(connection: Connection, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Write the read model anew, in the caller's transaction; how many events it was made of.

    Raises:
        ValueError: an event can't be read; it is of a newer version, or corrupt.
        LookupError: an event's meeting never began.
    """
    names = {row.slug: row.name for row in connection.execute(select(tables.series))}
    defer_foreign_keys(connection)
    for table in (tables.fair_copies, *READ_MODEL):
        connection.execute(delete(table))
    replaying, count = _Replay(connection, names), 0
    for piece in _events(connection):
        kept = [replaying.take(row) for row in piece]
        project(connection, kept)
        write_unsaid(connection, kept)
        count += len(piece)
        progress(len(piece))
    for series in replaying.series.values():
        write_series(connection, series)
    while take_in(connection):
        pass
    return count


def _events(connection: Connection) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    table, after = tables.events, 0
    query = select(table).order_by(table.c.id).limit(PIECE)
    while rows := connection.execute(query.where(table.c.id > after)).all():
        yield rows
        after = rows[-1].id
