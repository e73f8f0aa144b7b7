"""Rows of meetings as the entries that lists and pages are made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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
    titles = defaultdict[str, list[str]](list)
    for meeting_id, title in connection.execute(TITLES, {"silent": silent}).all() if silent else ():
        titles[meeting_id].append(title)
    return [_entry(row, titles) for row in rows]


def _topics(titles: Sequence[str]) -> str:
    """As many of them as fit in a line."""
    told, *others = titles or ("",)
    for title in others:
        longer = f"{told}, {title}"
        if len(longer) > LONGEST_DIGEST:
            break
        told = longer
    return told


def _entry(row: Sequence[Any], titles: Mapping[str, Sequence[str]]) -> MeetingEntry:
    meeting, series, permalink, name, network, room, *facts, summary, author, author_name, people, decided, asked = row
    place = path_of(series, permalink), series, name, f"{network}/{room}"
    digest = summary or _topics(titles.get(meeting, ()))
    told = meeting, *place, *facts, digest, author or "", author_name or "", people, decided, asked
    return MeetingEntry(*told)
