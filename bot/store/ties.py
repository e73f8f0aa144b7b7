"""Linked accounts, and the codes that link them, as rows: one for each account of which something is known."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from bot.core.ties import NONE, Tie, Ties
from bot.store.network_tables import ties


def write_ties(connection: Connection, changed: Mapping[str, Tie]) -> None:
    """Each as it is now; of an account of which nothing is known any more there is no row."""
    if not changed:
        return
    connection.execute(delete(ties).where(ties.c.account.in_(changed)))
    rows = [
        {
            "account": account,
            "person": tie.person,
            "code": tie.code,
            "code_until": tie.code_until,
            "misses": tie.misses,
            "misses_until": tie.misses_until,
        }
        for account, tie in changed.items()
        if tie != NONE
    ]
    if rows:
        connection.execute(insert(ties), rows)


def read_ties(connection: Connection) -> Ties:
    return {
        row.account: Tie(row.person, row.code, row.code_until, row.misses, row.misses_until)
        for row in connection.execute(select(ties).order_by(ties.c.account))
    }
