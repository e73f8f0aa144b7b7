"""What the pages of a few meetings ask of the record, read in one go.

Asked for each meeting by itself it takes three milliseconds, which is as long as it takes to write a page or two.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Select, bindparam, select

from bot.app.reading import MeetingEntry, Neighbour, Reader, Scope
from bot.store.addresses import path_of
from bot.store.entries import named
from bot.store.seen import seen
from bot.store.tables import addresses, meetings

Beside = tuple[Neighbour | None, Neighbour | None]


class Ahead:
    """A reader that knows already what pages of these meetings ask in a scope; everything else it asks when asked."""

    def __init__(self, reader: Reader, connection: Connection, scope: Scope, meeting_ids: Collection[str]) -> None:
        self._reader, self._scope = reader, scope
        self._entries = {entry.id: entry for entry in named(connection, scope, meeting_ids)}
        self._paths = _paths(connection, meeting_ids)
        self._beside = _beside(connection, scope, meeting_ids)
        self._filed = {entry.path: entry for entry in self._entries.values() if entry.path in self._paths[entry.id]}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def ahead(self, scope: Scope, meeting_ids: Collection[str]) -> Reader:
        known = scope == self._scope and self._paths.keys() >= set(meeting_ids)
        return cast("Reader", self) if known else self._reader.ahead(scope, meeting_ids)

    def named(self, scope: Scope, meeting_ids: Collection[str]) -> list[MeetingEntry]:
        if scope != self._scope or not self._paths.keys() >= set(meeting_ids):
            return self._reader.named(scope, meeting_ids)
        return [entry for entry in self._entries.values() if entry.id in meeting_ids]

    def addresses(self, meeting_ids: Collection[str]) -> list[str]:
        if not self._paths.keys() >= set(meeting_ids):
            return self._reader.addresses(meeting_ids)
        return sorted(path for meeting_id in set(meeting_ids) for path in self._paths[meeting_id])

    def meeting(self, scope: Scope, path: str) -> MeetingEntry | None:
        known = self._filed.get(path) if scope == self._scope else None
        return known or self._reader.meeting(scope, path)

    def neighbours(self, scope: Scope, entry: MeetingEntry) -> Beside:
        known = self._beside.get(entry.id) if scope == self._scope else None
        return known or self._reader.neighbours(scope, entry)


_PATHS = select(addresses.c.meeting_id, addresses.c.path).where(
    addresses.c.meeting_id.in_(bindparam("ids", expanding=True))
)


def _paths(connection: Connection, meeting_ids: Collection[str]) -> dict[str, list[str]]:
    """Where each of them is filed, or was."""
    found: dict[str, list[str]] = {meeting_id: [] for meeting_id in meeting_ids}
    for meeting_id, path in connection.execute(_PATHS, {"ids": list(meeting_ids)}):
        found[meeting_id].append(path)
    return found


def _beside(connection: Connection, scope: Scope, meeting_ids: Collection[str]) -> Mapping[str, Beside]:
    """The meetings before and after each of them in its series."""
    rows = connection.execute(_turns(scope), {"ids": list(meeting_ids)}).all()
    others = {each for row in rows for each in row[1:] if each}
    found = {row.id: _neighbour(row) for row in connection.execute(_NEIGHBOURS, {"ids": list(others)})}
    return {here: (found.get(before), found.get(after)) for here, before, after in rows}


def _neighbour(row: Any) -> Neighbour:
    return Neighbour(path_of(row.series, row.permalink), row.day)


_NEIGHBOURS = select(meetings.c.id, meetings.c.series, meetings.c.permalink, meetings.c.day).where(
    meetings.c.id.in_(bindparam("ids", expanding=True))
)


@lru_cache(maxsize=64)
def _turns(scope: Scope) -> Select[Any]:
    """The ids of some meetings, each with those of the ones before and after it."""
    here = meetings.alias("here")
    at, same = meetings.c.started_at, meetings.c.series == here.c.series
    near = select(meetings.c.id).where(seen(scope), same).limit(1).correlate(here)
    before = near.where(at < here.c.started_at).order_by(at.desc()).scalar_subquery()
    after = near.where(at > here.c.started_at).order_by(at).scalar_subquery()
    return select(here.c.id, before, after).where(here.c.id.in_(bindparam("ids", expanding=True)))
