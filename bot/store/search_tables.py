"""What can be found by its words: each item, topic and line of a meeting (`bot/store/searching.py` has the words).

With these tables `metadata` has every table.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, false

from bot.store.change_tables import metadata
from bot.store.moments import Moment

__all__ = ["metadata", "passages", "search_progress", "stretches", "unsearched"]

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_passages_meeting_id_number_line", "meeting_id", "number", "line"),
)

search_progress = Table(
    "search_progress",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("up_to", Integer, nullable=False),
    Column("forgetting", Boolean, nullable=False, server_default=false()),
)

stretches = Table(
    "stretches",
    metadata,
    Column("what", String, primary_key=True),
    Column("meeting_id", String, ForeignKey("meetings.id"), primary_key=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)

unsearched = Table(
    "unsearched",
    metadata,
    Column("meeting_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
