"""The tables of what goes out before a meeting, and of what comes back by mail."""

from sqlalchemy import Column, Date, Integer, String, Table, Text, UniqueConstraint

from bot.store.moments import Moment
from bot.store.network_tables import metadata

__all__ = ["announcements", "letters", "metadata"]

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", String, nullable=False, unique=True),
    Column("sender", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("received_at", Moment, nullable=False, index=True),
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("wall", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("begins_at", Moment),
    Column("ends_at", Moment),
    Column("instead_of", Date),
    Column("moves", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("series", "day", "kind", "moves"),
)
