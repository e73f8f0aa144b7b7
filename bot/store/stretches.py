"""Where a narrowed search must look: from which passage to which there is something of a person, a kind, a series.

`stretches` has for each meeting its first and last passage (`what` is ""), those of each kind, and those of each person
(by key). What was taken back may still be inside: each passage is looked at all the same.
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, and_, func, select, text, union_all

from bot.app.finding import Query
from bot.app.reading import Scope
from bot.store.search_tables import stretches
from bot.store.seen import seen
from bot.store.tables import attendance, meetings

WHOLE = ""
Way = tuple[list[Select[Any]], Select[Any] | CompoundSelect[Any]]
"""What has a row for each stretch at least, and the stretches."""


class Stretch(NamedTuple):
    """Ids of passages, from the first to the last."""

    first: int
    last: int


def stretches_of(connection: Connection, scope: Scope, query: Query, most: int) -> list[Stretch] | None:
    """Outside of these nothing passes; disjoint, the newest first. None where there are more than `most`."""
    ways = [(_up_to(connection, each, most + 1), found) for each, found in _ways(connection, scope, query)]
    least, found = min(ways, key=itemgetter(0))
    return joined(Stretch(row.first, row.last) for row in connection.execute(found)) if least <= most else None


def _up_to(connection: Connection, each: Iterable[Select[Any]], most: int) -> int:
    """How many rows these have, if it is less than so many."""
    return sum(connection.scalar(select(func.count()).select_from(one.limit(most).subquery())) or 0 for one in each)


def joined(each: Iterable[Stretch]) -> list[Stretch]:
    """The same ids in stretches that are apart, the newest first."""
    apart: list[Stretch] = []
    for one in sorted(each, key=lambda one: one.last, reverse=True):
        if apart and one.last >= apart[-1].first:
            apart[-1] = Stretch(min(one.first, apart[-1].first), apart[-1].last)
        else:
            apart.append(one)
    return apart


def clipped(each: Iterable[Stretch], bottom: int, top: int) -> list[Stretch]:
    """What of them is from `bottom` to `top`."""
    return [
        Stretch(max(one.first, bottom), min(one.last, top)) for one in each if one.first <= top and one.last >= bottom
    ]


def _ways(connection: Connection, scope: Scope, query: Query) -> Iterator[Way]:
    """All that a search is narrowed by: each alone has everything that passes."""
    s, m, a = stretches.c, meetings.c, attendance.c
    span = select(s.first, s.last)
    if query.kinds:
        of_kind = s.what.in_(query.kinds)
        yield [select(s.what).where(of_kind)], span.where(of_kind)
    if query.people:
        called = _spellings(connection, query.people)
        each = [column.in_(called[column.name]) for column in (a.nick, a.name)]
        known = and_(a.meeting_id == s.meeting_id, a.person == s.what)
        yield (
            [select(a.nick).where(by) for by in each],
            union_all(*(span.join(attendance, known).where(by) for by in each)),
        )
    if query.series or not (query.kinds or query.people):
        here = m.series == query.series if query.series else seen(scope)
        yield [select(m.id).where(here)], span.join(meetings, m.id == s.meeting_id).where(s.what == WHOLE, here)


def _spellings(connection: Connection, people: Iterable[str]) -> dict[str, list[str]]:
    """How these are spelled where anybody is called so, as nicks and as names; "" is nobody's."""
    folded = {name.casefold() for name in people}
    return {
        name: [row[0] for row in connection.execute(each) if row[0] and row[0].casefold() in folded]
        for name, each in (("nick", _NICKS), ("name", _NAMES))
    }


_EACH = """
    WITH RECURSIVE called (it) AS (SELECT min({0}) FROM attendance
        UNION ALL SELECT (SELECT min({0}) FROM attendance WHERE {0} > it) FROM called WHERE it IS NOT NULL)
    SELECT it FROM called WHERE it IS NOT NULL
"""
_NICKS, _NAMES = (text(_EACH.format(column)) for column in ("nick", "name"))
"""From one to the next by the index: there are far fewer than rows."""
