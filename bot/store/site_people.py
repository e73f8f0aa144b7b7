"""Who was in meetings, over all of them, as the pages of people ask for it."""

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select, tuple_

from bot.app.reading import Known, Scope
from bot.store.seen import seen
from bot.store.site_decisions import closed_in
from bot.store.tables import actions, attendance, meetings


def known(connection: Connection, scope: Scope) -> list[Known]:
    """Everybody who spoke, a row for each account and nick; sessions of one nick are one row."""
    session = attendance.c.person.like("%/session/%")
    key = func.iif(session, "", attendance.c.person)
    query = (
        select(key, attendance.c.nick, func.max(attendance.c.name), func.count(), func.max(meetings.c.day))
        .join(meetings)
        .where(seen(scope), attendance.c.spoke)
        .group_by(key, attendance.c.nick)
    )
    return [Known(*row) for row in connection.execute(query)]


def concerned(connection: Connection, meeting_ids: Collection[str]) -> list[tuple[str, str]]:
    """Who spoke in these meetings, by key and nick, and the nicks of those who were something to do, or had it done."""
    here = attendance.c.meeting_id.in_(list(meeting_ids)), attendance.c.spoke
    spoke = connection.execute(select(attendance.c.person, attendance.c.nick).where(*here).distinct())
    given = actions.c.meeting_id.in_(list(meeting_ids))
    done = tuple_(actions.c.series, actions.c.number).in_(closed_in(connection, meeting_ids))
    owned = [
        *connection.scalars(select(actions.c.owners).where(given)),
        *connection.scalars(select(actions.c.owners).where(done)),
    ]
    return [*((row[0], row[1]) for row in spoke), *(("", nick) for owners in owned for nick in json.loads(owners))]


def keys_of(connection: Connection, people: Iterable[Known]) -> list[str]:
    """Every key under which these were in meetings, those of their sessions, too."""
    accounts = [one.person for one in people if one.person]
    nicks = [one.nick for one in people if not one.person]
    here = attendance.c.nick.in_(nicks) & attendance.c.person.like("%/session/%")
    return [*accounts, *connection.scalars(select(attendance.c.person).where(here).distinct())]
