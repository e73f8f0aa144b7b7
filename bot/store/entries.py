"""Rows of meetings as the entries that lists and pages are made of."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam

from bot.app.reading import MeetingEntry, Scope
from bot.store.addresses import path_of
from bot.store.filed import TITLES, counted
from bot.store.seen import seen
from bot.store.tables import meetings

LONGEST_DIGEST = 120


def named(connection: Connection, scope: Scope, meeting_ids: Collection[str]) -> list[MeetingEntry]:
    """The meetings with these ids, the oldest first."""
    return with_digests(connection, connection.execute(_named(scope), {"ids": list(meeting_ids)}).all())


@lru_cache(maxsize=64)
def _named(scope: Scope) -> Select[Any]:
    among = meetings.c.id.in_(bindparam("ids", expanding=True))
    return counted().where(seen(scope), among).order_by(meetings.c.started_at)


def with_digests(connection: Connection, rows: Sequence[Row[Any]]) -> list[MeetingEntry]:
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
