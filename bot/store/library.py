"""Reading the record: what the bot starts with, and what minutes are made of. Any thread may."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import accumulate
from types import MappingProxyType

from sqlalchemy import Connection, Engine, Row, exists, func, literal, select

from bot.app.announcing import Announced
from bot.app.batch import Cursor, State
from bot.app.ports import Delivery, Memory
from bot.core.chat import Person, Room
from bot.core.events import Entry, PersonRenamed
from bot.core.evolution import replay
from bot.core.meeting import Meeting
from bot.core.recent import REACH, Recent, Spoken, after
from bot.core.transcript import Spoke, TranscriptLine
from bot.core.tuples import made
from bot.store import tables
from bot.store.announced import announced_as, thread_of
from bot.store.deliveries import health, to_delivery
from bot.store.held import newest, newest_in
from bot.store.history import entries
from bot.store.lists import ActionRow, DecisionRow, list_actions, list_decisions
from bot.store.moments import from_text
from bot.store.series_rows import all_series
from bot.store.sqlite import open_engine, reached, said, spoke
from bot.store.ties import read_ties

PIECE = 1000


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list. `revision`: how many its minutes have had, 0 until it ends."""

    id: str
    name: str
    room: str
    state: str
    day: date
    started_at: datetime
    ended_at: datetime | None
    lines: int
    summary: str
    private: bool = False
    series: str = ""
    revision: int = 0


class Library:
    """Read-only; every call sees one consistent state of the database."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = record if isinstance(record, Engine) else open_engine(record, read_only=True)

    def close(self) -> None:
        self._engine.dispose()

    def state(self, rooms: Sequence[Room], homes: Mapping[Room, Room] = MappingProxyType({})) -> State:
        """Every series, and the meeting that was running in each of these rooms, or ended there last.

        `homes` has the home of each room that is one of a place's; the meetings held there are that one's.
        """
        with self._engine.begin() as connection:
            state = State(series=all_series(connection), deliveries=health(connection), ties=read_ties(connection))
            for home, meeting_id in newest(connection, rooms, homes).items():
                meeting = replay(entries(connection, meeting_id))
                state.place(home, meeting)
                for room in meeting.rooms:
                    if (cursor := _cursor(connection, room)) is not None:
                        state.said_at(meeting.room, cursor.at)
                state.lines[meeting_id] = reached(connection, meeting_id)
                state.remember(meeting_id, _recent(connection, meeting))
        return state

    def memories(
        self, state: State, rooms: Sequence[Room], homes: Mapping[Room, Room] = MappingProxyType({})
    ) -> dict[Room, Memory]:
        """What the networks are told of their rooms at start."""
        with self._engine.begin() as connection:
            return {
                room: Memory(
                    _cursor(connection, room), _last_seen(connection, state.meetings.get(homes.get(room, room)))
                )
                for room in rooms
            }

    def meeting(self, meeting_id: str) -> Meeting | None:
        """A meeting from its events; None when there is no such meeting."""
        with self._engine.begin() as connection:
            return _meeting(connection, meeting_id)

    def record(self, meeting_id: str) -> tuple[Meeting, int] | None:
        """A meeting, and how many lines its transcript has at that moment."""
        with self._engine.begin() as connection:
            meeting = _meeting(connection, meeting_id)
            return (meeting, reached(connection, meeting_id)) if meeting else None

    def lines(self, meeting_id: str) -> int:
        """How many lines a meeting's transcript has."""
        with self._engine.begin() as connection:
            return reached(connection, meeting_id)

    def names(self, meeting_id: str, lines: Collection[int]) -> dict[int, tuple[str, str]]:
        """Of some lines of a meeting: the room's key, and what the line is called there."""
        table = tables.messages
        query = select(table.c.line, table.c.room, table.c.native_id)
        query = query.where(table.c.meeting_id == meeting_id, table.c.line.in_(list(lines)))
        with self._engine.begin() as connection:
            return {row.line: (row.room, row.native_id) for row in connection.execute(query)}

    def transcript(self, meeting_id: str) -> Iterator[TranscriptLine]:
        """The lines of a meeting in order, read piece by piece so that memory does not grow with them."""
        after, rows = 0, None
        with self._engine.connect() as connection:
            while rows is None or len(rows) == PIECE:
                with connection.begin():
                    rows = said(connection, meeting_id, after, PIECE)
                yield from [
                    made(TranscriptLine, (line, from_text(at), nick, kind, text, command, person, "", room, name))
                    for line, at, nick, kind, text, command, person, room, name in rows
                ]
                after = rows[-1][0] if rows else after

    def spoke(self, meeting_id: str, lines: int) -> list[Spoke]:
        """Whose the first so many lines of a meeting are."""
        with self._engine.begin() as connection:
            rows = spoke(connection, meeting_id, lines)
        return [
            Spoke(person, count, first, last, from_text(since), from_text(until))
            for person, count, first, last, since, until in rows
        ]

    def meetings(self, series: str = "", state: str = "") -> list[MeetingRow]:
        """The meetings, newest first."""
        table, messages = tables.meetings, tables.messages
        last = select(func.coalesce(func.max(messages.c.line), 0)).where(messages.c.meeting_id == table.c.id)
        query = select(table, last.scalar_subquery().label("lines")).order_by(table.c.started_at.desc(), table.c.id)
        query = query.where(table.c.series == series) if series else query
        query = query.where(table.c.state == state) if state else query
        with self._engine.begin() as connection:
            return [_meeting_row(row) for row in connection.execute(query)]

    def reopened(self) -> set[str]:
        """The meetings that ended once, and are running again or were aborted then."""
        meetings, events = tables.meetings, tables.events
        again = exists().where(events.c.meeting_id == meetings.c.id, events.c.kind == "meeting_reopened")
        with self._engine.begin() as connection:
            return set(connection.scalars(select(meetings.c.id).where(meetings.c.state != "ended", again)))

    def actions(self, series: str = "", state: str = "") -> list[ActionRow]:
        with self._engine.begin() as connection:
            return list_actions(connection, series, state)

    def decisions(self, series: str = "") -> list[DecisionRow]:
        with self._engine.begin() as connection:
            return list_decisions(connection, series)

    def deliveries(self, meeting_id: str = "", state: str = "") -> list[Delivery]:
        """The deliveries, newest first, without what they keep to be sent."""
        table = tables.deliveries
        columns = [literal(None).label("payload") if column is table.c.payload else column for column in table.c]
        query = select(*columns).order_by(table.c.id.desc())
        query = query.where(table.c.meeting_id == meeting_id) if meeting_id else query
        query = query.where(table.c.state == state) if state else query
        with self._engine.begin() as connection:
            return [to_delivery(row) for row in connection.execute(query)]

    def delivery(self, delivery_id: int) -> Delivery | None:
        table = tables.deliveries
        with self._engine.begin() as connection:
            row = connection.execute(select(table).where(table.c.id == delivery_id)).first()
            return to_delivery(row) if row else None

    def announced(self, series: str, day: date) -> list[Announced]:
        """What was mailed before the meeting of a day, the oldest first; if it was moved, of the other day too."""
        with self._engine.begin() as connection:
            return thread_of(connection, series, day)

    def heralds(self, series: str, day: date) -> tuple[str, ...]:
        """The names of what was mailed before the meeting of a day, the oldest first."""
        return tuple(each.name for each in self.announced(series, day))

    def announcement(self, announcement_id: int) -> tuple[Announced, datetime]:
        """An announcement, and when it was made (UTC). Raises LookupError."""
        with self._engine.begin() as connection:
            return announced_as(connection, announcement_id)

    def token(self) -> str:
        """What tells this installation from any other; "" before the first start."""
        with self._engine.begin() as connection:
            return connection.scalar(select(tables.installation.c.token)) or ""


def _meeting(connection: Connection, meeting_id: str) -> Meeting | None:
    """The first event of a meeting is kept with it, so there is no meeting without events."""
    told = entries(connection, meeting_id)
    return replay(told) if told else None


def _cursor(connection: Connection, room: Room) -> Cursor | None:
    """The last line heard: one that was passed over, or one of the room's newest meeting."""
    messages, cursors = tables.messages, tables.cursors
    last_held = newest_in(room).scalar_subquery()
    said = messages.c.meeting_id == last_held, messages.c.room == room.key, messages.c.from_bot.is_(False)
    last = select(messages.c.sent_at, messages.c.native_id).where(*said).order_by(messages.c.line.desc()).limit(1)
    passed = select(cursors.c.at, cursors.c.native_id).where(cursors.c.room == room.key)
    found = [Cursor(*row) for query in (passed, last) for row in connection.execute(query)]
    return max(found, key=lambda cursor: cursor.at, default=None)


def _recent(connection: Connection, meeting: Meeting) -> Recent:
    """The last lines of a meeting, without what was erased since."""
    table = tables.messages
    own = table.c.meeting_id == meeting.id, table.c.from_bot.is_(False)
    rows = connection.execute(select(table).where(*own).order_by(table.c.line.desc()).limit(REACH)).all()
    typed = tuple(
        Spoken(row.line, Person(row.person, row.nick, row.address), row.text, row.command, row.room, row.native_id)
        for row in reversed(rows)
    )
    reached = accumulate((entry.line for entry in meeting.history), max)
    return reduce(_after, zip(meeting.history, reached, strict=True), typed)


def _after(recent: Recent, happened: tuple[Entry, int]) -> Recent:
    """The lines after an event that came when the transcript had reached a line; a new key is not for later ones."""
    entry, reached = happened
    renames = isinstance(entry.event, PersonRenamed)
    said = bisect_right(recent, reached, key=lambda spoken: spoken.line) if renames else len(recent)
    return (*after(recent[:said], entry.event), *recent[said:])


def _meeting_row(row: Row[tuple[object, ...]]) -> MeetingRow:
    return MeetingRow(
        row.id,
        row.name,
        f"{row.network}/{row.room}",
        row.state,
        row.day,
        row.started_at,
        row.ended_at,
        row.lines,
        row.summary,
        row.private,
        row.series,
        row.revision,
    )


def _last_seen(connection: Connection, meeting: Meeting | None) -> tuple[Person, ...]:
    """The people of a running meeting as their last line shows them, or else as the meeting knows them."""
    if meeting is None:
        return ()
    table = tables.messages
    newest = select(func.max(table.c.id)).where(table.c.meeting_id == meeting.id).group_by(table.c.person)
    rows = connection.execute(select(table.c.person, table.c.nick, table.c.address).where(table.c.id.in_(newest)))
    said = {row.person: Person(row.person, row.nick, row.address) for row in rows}
    known = {key: participant.person for key, participant in meeting.people.items()}
    return tuple(
        said[key] if key in said and said[key].nick == person.nick else person for key, person in known.items()
    )
