"""Finding a text that was erased in what quotes it, and taking it out there."""

import re

from sqlalchemy import ColumnElement, Connection, Table, func, select, update

from bot.core.text import RETRACTED

SHORTEST = 4
"""Characters of a text that is looked for in what the bot said; shorter ones are in everything."""
CLIPPED = 20
"""Characters that are left at least of a text that was clipped."""


def longest_first(texts: frozenset[str]) -> list[str]:
    """Those that can be looked for; what is in another one comes after it."""
    return sorted((text for text in texts if len(text) >= SHORTEST), key=len, reverse=True)


def take_out(connection: Connection, table: Table, text: str, *where: ColumnElement[bool]) -> list[int]:
    """A text, or what is left of it where it was clipped, goes from a table's `text`; the ids of rows that had it."""
    pattern = re.compile(f"{re.escape(text)}|{_beginning(text)}")
    query = select(table.c.id, table.c.text).where(*where, func.instr(table.c.text, text[:CLIPPED]) > 0)
    found = []
    for row in connection.execute(query).all():
        without = pattern.sub(RETRACTED, row.text)
        if without != row.text:
            connection.execute(update(table).where(table.c.id == row.id).values(text=without))
            found.append(row.id)
    return found


def _beginning(text: str) -> str:
    """A pattern for the beginning of a text, of any length from 20 characters on, and an ellipsis."""
    rest = "".join(f"(?:{re.escape(sign)}" for sign in text[CLIPPED:300])
    return f"{re.escape(text[:CLIPPED])}{rest}{')?' * len(text[CLIPPED:300])}\u2026"
