"""Who was in meetings, over all of them, as the pages of people ask for it."""

import json
from collections.abc import Collection

from sqlalchemy import Connection, select, tuple_

from bot.store.site_decisions import closed_in
from bot.store.tables import actions, attendance


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
