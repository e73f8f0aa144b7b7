"""The record as the pages of the archive ask for it. Read-only; any thread may."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, or_, select, true, tuple_

from bot.app.reading import (
    EVERY_ROOM,
    ActionEntry,
    DecisionEntry,
    Known,
    MeetingEntry,
    Neighbour,
    Register,
    Scope,
    SeriesEntry,
    Shelf,
)
from bot.core.minutes import NextMeeting
from bot.store.addresses import path_of
from bot.store.filed import TITLES, counted, filed, neighbours
from bot.store.remembering import Memory, remembered
from bot.store.seen import open_to, seen
from bot.store.site_decisions import KINDS, closed_of, entries, standing, superseded_of
from bot.store.site_people import concerned, keys_of, known
from bot.store.site_plans import plan
from bot.store.sqlite import open_reader
from bot.store.tables import actions, addresses, attendance, decisions, items, meetings, series
from bot.store.watching import Watch

LONGEST_DIGEST = 120


class SiteReader:
    """Implements `bot.app.reading.Reader`."""

    def __init__(self, record: str | Engine) -> None:
        self._engine: Engine = open_reader(record)
        self._watch = Watch(self._engine)
        self.memory = Memory(self._watch.changed)

    def close(self) -> None:
        self._watch.close()
        self._engine.dispose()

    def changed(self) -> int:
        return self._watch.changed()

    @remembered
    def meetings(self, scope: Scope, shelf: Shelf) -> list[MeetingEntry]:
        newest = meetings.c.updated_at if shelf.by_change else meetings.c.started_at
        order = newest.desc(), meetings.c.id.desc()
        query = _entries(scope).where(_on(shelf)).order_by(*order)
        if shelf.limit >= 0:  # or it would be counted of all meetings, to show a few
            few = select(meetings.c.id).where(seen(scope), _on(shelf)).order_by(*order).limit(shelf.limit)
            query = _entries(scope).where(meetings.c.id.in_(few)).order_by(*order)
        with self._engine.begin() as connection:
            return _with_digests(connection, connection.execute(query).all())

    def meeting(self, scope: Scope, path: str) -> MeetingEntry | None:
        given = {"path": path, "slug": path.partition("/")[0]}
        with self._engine.begin() as connection:
            found = _with_digests(connection, connection.execute(filed(scope), given).all())
        return next((entry for entry in found if entry.path == path), None)

    def named(self, scope: Scope, meeting_ids: Collection[str]) -> list[MeetingEntry]:
        query = _entries(scope).where(meetings.c.id.in_(list(meeting_ids))).order_by(meetings.c.started_at)
        with self._engine.begin() as connection:
            return _with_digests(connection, connection.execute(query).all())

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
        below = addresses.c.path.startswith(path, autoescape=True) & (meetings.c.series != series)
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
            return next(iter(_with_digests(connection, connection.execute(query).all())), None)

    def neighbours(self, scope: Scope, entry: MeetingEntry) -> tuple[Neighbour | None, Neighbour | None]:
        with self._engine.begin() as connection:
            before, after = neighbours(connection, scope, entry)
        return before, after

    @remembered
    def series(self, scope: Scope, slug: str = "") -> list[SeriesEntry]:
        slugs, day = meetings.c.series, meetings.c.day
        spans = select(slugs, func.count().label("meetings"), func.min(day).label("first"), func.max(day).label("last"))
        spans = spans.where(seen(scope), slugs == slug if slug else true()).group_by(slugs)
        found = spans.order_by(func.max(meetings.c.started_at).desc(), slugs)
        with self._engine.begin() as connection:
            return [
                SeriesEntry(row.series, _name(connection, scope, row.series), row.meetings, row.first, row.last)
                for row in connection.execute(found).all()
            ]

    def plan(self, scope: Scope, slug: str) -> tuple[NextMeeting | None, int]:
        with self._engine.begin() as connection:
            return plan(connection, scope, slug)

    @remembered
    def days(self, scope: Scope, shelf: Shelf) -> list[tuple[date, int]]:
        day = meetings.c.day
        query = select(day, func.count()).where(seen(scope), _on(shelf)).group_by(day).order_by(day.desc())
        with self._engine.begin() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def turn(self, scope: Scope, since: date, until: date) -> tuple[date | None, date | None]:
        day = meetings.c.day
        before = select(day).where(seen(scope), day < since).order_by(day.desc()).limit(1)
        after = select(day).where(seen(scope), day > until).order_by(day).limit(1)
        with self._engine.begin() as connection:
            return connection.scalar(before), connection.scalar(after)

    @remembered
    def actions(self, scope: Scope, wanted: Register) -> list[ActionEntry]:
        also = _item(actions, ("action",)), series.c.private, meetings.c.private.label("behind_doors")
        found = select(actions, *PLACE, *also).join(meetings, meetings.c.id == actions.c.meeting_id)
        query = _within(found.join(series, series.c.slug == actions.c.series), scope, wanted, actions)
        query = query.where(actions.c.state.in_(wanted.states)) if wanted.states else query
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(*_order(wanted)).limit(wanted.limit))
            return [_action(row, scope) for row in rows]

    @remembered
    def decisions(self, scope: Scope, wanted: Register) -> list[DecisionEntry]:
        query = _within(select(decisions, *PLACE, _item(decisions, KINDS)).join(meetings), scope, wanted, decisions)
        query = standing(query, scope, wanted.states)
        newest = meetings.c.started_at.desc(), decisions.c.series, decisions.c.number.desc()
        if wanted.limit >= 0:  # or the item of each would be looked for
            keys = _within(select(*KEY).select_from(decisions).join(meetings), scope, wanted, decisions)
            few = standing(keys, scope, wanted.states).order_by(*newest).limit(wanted.limit)
            query = query.where(tuple_(*KEY).in_(few))
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(*newest).limit(wanted.limit))
            return entries(connection, scope, rows)

    def days_beside(self, meeting_ids: Collection[str]) -> tuple[list[date], list[date]]:
        with self._engine.begin() as connection:
            return closed_of(connection, meeting_ids), superseded_of(connection, meeting_ids)

    @remembered
    def people(self, scope: Scope) -> list[Known]:
        with self._engine.begin() as connection:
            return known(connection, scope)

    def concerned(self, meeting_ids: Collection[str]) -> list[tuple[str, str]]:
        with self._engine.begin() as connection:
            return concerned(connection, meeting_ids)

    def keys(self, people: Iterable[Known]) -> list[str]:
        with self._engine.begin() as connection:
            return keys_of(connection, people)


KEY = decisions.c.series, decisions.c.number
PLACE = (meetings.c.name.label("series_name"), meetings.c.permalink, meetings.c.day)


def _within(query: Select[Any], scope: Scope, wanted: Register, table: Any) -> Select[Any]:
    """Those of a register that are wanted, whatever their state."""
    query = query.where(seen(scope))
    query = query.where(table.c.series == wanted.series) if wanted.series else query
    query = query.where(meetings.c.day.between(wanted.since, wanted.until)) if wanted.since else query
    owned = [table.c.owners.contains(json.dumps(nick, ensure_ascii=False), autoescape=True) for nick in wanted.owners]
    return query.where(or_(*owned)) if owned else query


def _order(wanted: Register) -> list[ColumnElement[Any]]:
    """How actions come."""
    first = [actions.c.due.is_(None), actions.c.due] if wanted.soonest else []
    first += [actions.c.closed_on.desc()] if wanted.latest else []
    return [*first, actions.c.series, actions.c.number]


def _on(shelf: Shelf) -> ColumnElement[bool]:
    """The meetings that are wanted."""
    wanted: list[ColumnElement[bool]] = [true()]
    wanted += [meetings.c.series == shelf.series] if shelf.series else []
    wanted += [meetings.c.state == shelf.state] if shelf.state else []
    wanted += [meetings.c.day >= shelf.since] if shelf.since else []
    wanted += [meetings.c.day <= shelf.until] if shelf.until else []
    if shelf.people:
        keys = select(attendance.c.meeting_id).where(attendance.c.person.in_(shelf.people))
        wanted.append(meetings.c.id.in_(keys))
    return and_(*wanted)


@lru_cache(maxsize=64)
def _entries(scope: Scope) -> Select[Any]:
    return counted().where(seen(scope))


def _name(connection: Connection, scope: Scope, slug: str) -> str:
    """What the series' newest meeting is called."""
    query = select(meetings.c.name).where(seen(scope), meetings.c.series == slug)
    return connection.scalar(query.order_by(meetings.c.started_at.desc()).limit(1)) or slug


def _with_digests(connection: Connection, rows: Sequence[Row[Any]]) -> list[MeetingEntry]:
    """The meetings; one without a summary is about its topics."""
    silent = [row.id for row in rows if not row.summary]
    titles: dict[str, list[str]] = {}
    for meeting_id, title in connection.execute(TITLES, {"silent": silent}) if silent else ():
        titles.setdefault(meeting_id, []).append(title)
    return [_entry(row, row.summary or _topics(titles.get(row.id, []))) for row in rows]


def _topics(titles: list[str]) -> str:
    """As many of them as fit in a line."""
    while len(titles) > 1 and len(", ".join(titles)) > LONGEST_DIGEST:
        titles.pop()
    return ", ".join(titles)


def _entry(row: Row[Any], digest: str) -> MeetingEntry:
    return MeetingEntry(
        id=row.id,
        path=path_of(row.series, row.permalink),
        series=row.series,
        name=row.name,
        room=f"{row.network}/{row.room}",
        private=row.private,
        state=row.state,
        day=row.day,
        started_at=row.started_at,
        ended_at=row.ended_at,
        updated_at=row.updated_at,
        revision=row.revision,
        digest=digest,
        author=row.author or "",
        author_name=row.author_name or "",
        people=row.people,
        decisions=row.decisions,
        actions=row.actions,
    )


def _item(table: Any, kinds: tuple[str, ...]) -> Any:
    """The number of the item that recorded it."""
    own = items.c.meeting_id == table.c.meeting_id, items.c.label == table.c.number, items.c.kind.in_(kinds)
    return select(func.max(items.c.number)).where(*own).scalar_subquery().label("item")


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
        item=row.item or 0,
        closed_on=row.closed_on,
        closed_by="" if unsaid else row.closed_by,
        note="" if unsaid else row.note,
    )
