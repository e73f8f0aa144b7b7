"""The record as the pages of the archive ask for it. Read-only; any thread may."""

from collections.abc import Collection
from datetime import date
from typing import cast

from sqlalchemy import Connection, Engine, select, true

from bot.app.reading import (
    ActionEntry,
    DecisionEntry,
    Known,
    MeetingEntry,
    Neighbour,
    Reader,
    Register,
    Scope,
    SeriesEntry,
    Shelf,
)
from bot.core.minutes import NextMeeting
from bot.store.addresses import path_of
from bot.store.ahead import Ahead
from bot.store.crowd import Crowd
from bot.store.entries import named, with_digests
from bot.store.filed import counted, filed, neighbours
from bot.store.remembering import Memory, remembered
from bot.store.seen import open_to, seen
from bot.store.shelves import daily, given, shape, shelved, turning
from bot.store.site_decisions import closed_of, superseded_of
from bot.store.site_people import concerned
from bot.store.site_plans import plan
from bot.store.site_registers import find_actions, find_decisions, find_numbers
from bot.store.spans import Span, by_year, spans
from bot.store.sqlite import open_reader
from bot.store.tables import addresses, meetings
from bot.store.watching import Watch

SPANS = 5_000
"""Years of series that are remembered, for all readers."""


class SiteReader:
    """Implements `bot.app.reading.Reader`."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = open_reader(record)
        self._watch = Watch(self._engine)
        self.memory = Memory(self._watch.changed)
        self._counted = Memory(self._watch.counted, SPANS)
        self._crowd = Crowd()

    def close(self) -> None:
        self._watch.close()
        self._engine.dispose()

    def changed(self) -> int:
        return self._watch.changed()

    @remembered
    def meetings(self, scope: Scope, shelf: Shelf) -> list[MeetingEntry]:
        with self._engine.begin() as connection:
            ids = self._crowd.attended(connection, scope, self._spans(scope), shelf) if shelf.people else []
            rows = connection.execute(shelved(scope, shape(shelf)), {**given(shelf), "ids": ids})
            return with_digests(connection, rows.all())

    def meeting(self, scope: Scope, path: str) -> MeetingEntry | None:
        given = {"path": path, "slug": path.partition("/")[0]}
        with self._engine.begin() as connection:
            found = with_digests(connection, connection.execute(filed(scope), given).all())
        return next((entry for entry in found if entry.path == path), None)

    def named(self, scope: Scope, meeting_ids: Collection[str]) -> list[MeetingEntry]:
        with self._engine.begin() as connection:
            return named(connection, scope, meeting_ids)

    def ids(self, scope: Scope) -> list[str]:
        query = select(meetings.c.id).where(seen(scope)).order_by(meetings.c.started_at)
        with self._engine.begin() as connection:
            return list(connection.scalars(query))

    def addresses(self, meeting_ids: Collection[str]) -> list[str]:
        query = select(addresses.c.path).where(addresses.c.meeting_id.in_(list(meeting_ids)))
        with self._engine.begin() as connection:
            return list(connection.scalars(query.order_by(addresses.c.path)))

    def moved(self, scope: Scope, path: str) -> str:
        series, _, name = path.partition("/")
        within = addresses.c.path.between(path.casefold(), f"{series.casefold()}0")  # "0" comes after "/"
        below = within & (meetings.c.series != series)
        query = select(meetings).join(addresses, addresses.c.meeting_id == meetings.c.id).where(seen(scope))
        query = query.where(addresses.c.path == path if name else below).order_by(meetings.c.started_at.desc()).limit(1)
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
        return path_of(row.series, row.permalink) if row else ""

    def aborted(self, scope: Scope, path: str) -> MeetingEntry | None:
        told = true() if scope.publisher else open_to(scope)
        query = counted().join(addresses, addresses.c.meeting_id == meetings.c.id)
        query = query.where(addresses.c.path == path, meetings.c.state == "aborted", told)
        with self._engine.begin() as connection:
            return next(iter(with_digests(connection, connection.execute(query).all())), None)

    def ahead(self, scope: Scope, meeting_ids: Collection[str]) -> Reader:
        with self._engine.begin() as connection:
            return cast("Reader", Ahead(self, connection, scope, meeting_ids))

    def neighbours(self, scope: Scope, entry: MeetingEntry) -> tuple[Neighbour | None, Neighbour | None]:
        with self._engine.begin() as connection:
            before, after = neighbours(connection, scope, entry)
        return before, after

    def _spans(self, scope: Scope) -> list[Span]:
        return self._counted.once(scope, lambda: self._count(scope))

    def _count(self, scope: Scope) -> list[Span]:
        with self._engine.begin() as connection:
            return spans(connection, scope)

    @remembered
    def series(self, scope: Scope, slug: str = "") -> list[SeriesEntry]:
        found: dict[str, list[Span]] = {}
        for span in self._spans(scope):
            if slug in {"", span.series}:
                found.setdefault(span.series, []).append(span)
        newest = sorted(sorted(found), key=lambda each: max(span.began for span in found[each]), reverse=True)
        with self._engine.begin() as connection:
            return [_series(each, _name(connection, scope, each), found[each]) for each in newest]

    def years(self, scope: Scope, series: str = "") -> list[tuple[int, int]]:
        found = by_year(span for span in self._spans(scope) if series in {"", span.series})
        return [(year, sum(span.meetings for span in those)) for year, those in found.items()]

    def plan(self, scope: Scope, slug: str) -> tuple[NextMeeting | None, int]:
        with self._engine.begin() as connection:
            return plan(connection, scope, slug)

    @remembered
    def days(self, scope: Scope, shelf: Shelf) -> list[tuple[date, int]]:
        with self._engine.begin() as connection:
            found = connection.execute(daily(scope, shape(shelf)), given(shelf)).all()
        return [(row[0], row[1]) for row in found]

    def turn(self, scope: Scope, since: date, until: date) -> tuple[date | None, date | None]:
        days = {"since": since, "until": until}
        with self._engine.begin() as connection:
            before, after = (connection.scalar(query, days) for query in turning(scope))
        return before, after

    @remembered
    def actions(self, scope: Scope, wanted: Register) -> list[ActionEntry]:
        with self._engine.begin() as connection:
            return find_actions(connection, scope, wanted)

    @remembered
    def decisions(self, scope: Scope, wanted: Register) -> list[DecisionEntry]:
        with self._engine.begin() as connection:
            return find_decisions(connection, scope, wanted)

    @remembered
    def numbers(self, scope: Scope, register: str, since: date, until: date) -> list[tuple[str, str, int, int]]:
        with self._engine.begin() as connection:
            return find_numbers(connection, scope, register, (since, until))

    def days_beside(self, meeting_ids: Collection[str]) -> tuple[list[date], list[date]]:
        with self._engine.begin() as connection:
            return closed_of(connection, meeting_ids), superseded_of(connection, meeting_ids)

    @remembered
    def people(self, scope: Scope) -> list[Known]:
        with self._engine.begin() as connection:
            return self._crowd.known(connection, scope, self._spans(scope))

    def concerned(self, meeting_ids: Collection[str]) -> list[tuple[str, str]]:
        with self._engine.begin() as connection:
            return concerned(connection, meeting_ids)


def _series(slug: str, name: str, found: list[Span]) -> SeriesEntry:
    first, latest = min(span.first for span in found), max(span.latest for span in found)
    return SeriesEntry(slug, name, sum(span.meetings for span in found), first, latest)


def _name(connection: Connection, scope: Scope, slug: str) -> str:
    """What the series' newest meeting is called."""
    query = select(meetings.c.name).where(seen(scope), meetings.c.series == slug)
    return connection.scalar(query.order_by(meetings.c.started_at.desc()).limit(1)) or slug
