"""Who spoke in meetings, over all of them: each year is counted once, and again when a meeting of it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import Connection, func, select

from bot.app.reading import Known, Scope, Shelf
from bot.store.seen import seen
from bot.store.spans import Span, by_year
from bot.store.tables import attendance, meetings

Year = tuple[int, tuple[Any, ...]]
"""A year, and a mark that changes with the meetings of it that a reader sees."""

Spoke = Mapping[tuple[str, str], tuple[Known, str]]
"""Somebody in a year, by key and nick, and the meetings in which they spoke."""
APART = "\n"


@dataclass(slots=True)
class Crowd:
    """Any thread may ask. Kept for each reader that asked, but for what a publisher is about to show."""

    _kept: dict[Scope, dict[Year, Spoke]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def known(self, connection: Connection, scope: Scope, found: Iterable[Span]) -> list[Known]:
        """Everybody who spoke, a row for each account and nick; sessions of one nick are one row."""
        years = self._years(connection, scope, found).values()
        return _together(each for those in years for each, _ in those.values())

    def attended(self, connection: Connection, scope: Scope, found: Iterable[Span], wanted: Shelf) -> list[str]:
        """The meetings (ids) in which one of these people spoke, of as many years as have the latest wanted."""
        ids: list[str] = []
        for those in self._years(connection, scope, found).values():
            spoke = (those.get((each.person, each.nick)) for each in wanted.people)
            ids += [meeting for each in spoke if each for meeting in each[1].split(APART)]
            if 0 <= wanted.limit <= len(ids):
                break
        return ids

    def _years(self, connection: Connection, scope: Scope, found: Iterable[Span]) -> dict[Year, Spoke]:
        """The last one first."""
        key = Scope(scope.publisher, rooms=scope.rooms)
        with self._lock:
            before = self._kept.get(key, {})
        now = {at: before[at] if at in before else _spoke(connection, scope, at[0]) for at in _marks(found)}
        with self._lock:
            self._kept[key] = now
        return now


def _marks(found: Iterable[Span]) -> list[Year]:
    """A meeting that runs has other people in every line, so its year is like no other."""
    return [
        (
            year,
            (*((span.series, span.mark) for span in those), object() if any(span.running for span in those) else None),
        )
        for year, those in by_year(found).items()
    ]


def _spoke(connection: Connection, scope: Scope, year: int) -> Spoke:
    session = attendance.c.person.like("%/session/%")
    key, day = func.iif(session, "", attendance.c.person), meetings.c.day
    told = func.max(attendance.c.name), func.count(), func.max(day), func.group_concat(meetings.c.id, APART)
    query = select(key, attendance.c.nick, *told).join(meetings).where(seen(scope), attendance.c.spoke)
    query = query.where(day.between(date(year, 1, 1), date(year, 12, 31))).group_by(key, attendance.c.nick)
    return {(row[0], row[1]): (Known(*row[:-1]), row[-1]) for row in connection.execute(query)}


def _together(years: Iterable[Known]) -> list[Known]:
    found: dict[tuple[str, str], Known] = {}
    for each in years:
        other = found.get((each.person, each.nick))
        found[each.person, each.nick] = _both(other, each) if other else each
    return list(found.values())


def _both(one: Known, other: Known) -> Known:
    meetings_of_both, latest = one.meetings + other.meetings, max(one.latest, other.latest)
    return Known(one.person, one.nick, max(one.name, other.name), meetings_of_both, latest)
