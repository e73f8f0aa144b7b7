"""The tables about networks: how far they were heard, what is to be said there, whose accounts are one person's."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.moments import Moment
from bot.store.tables import metadata

__all__ = ["edits", "metadata", "notices", "outbox", "relays", "ties", "tokens"]

tokens = Table(
    "tokens",
    metadata,
    Column("network", String, primary_key=True),
    Column("token", Text, nullable=False),
)

ties = Table(
    "ties",
    metadata,
    Column("account", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("code", String, nullable=False),
    Column("code_until", Moment),
    Column("misses", Integer, nullable=False),
    Column("misses_until", Moment),
)

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", String, nullable=False),
    Column("native_id", String, nullable=False),
    Column("meeting_id", String, ForeignKey("meetings.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Index("ix_edits_room_native_id", "room", "native_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("network", String, nullable=False),
    Column("room", String, nullable=False),
    Column("transaction_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Column("person", String, nullable=False, server_default=""),
    Column("answers", String, nullable=False, server_default=""),
    Column("thread", String, nullable=False, server_default=""),
    Column("begun", Boolean, nullable=False, server_default="0"),
    Index("ix_outbox_network_room", "network", "room"),
)

relays = Table(
    "relays",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("network", String, nullable=False),
    Column("room", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("native_id", String, nullable=False),
    Column("nick", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("emote", Boolean, nullable=False),
    Column("outbox_id", Integer, ForeignKey(outbox.c.id), index=True),
    Column("event_id", String, nullable=False, server_default="", index=True),
    Column("edits", Text, nullable=False, server_default="[]"),
    Column("edit", String, nullable=False, server_default=""),
    Index("ix_relays_origin_native_id", "origin", "native_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("network", String, nullable=False),
    Column("room", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("outbox_id", Integer, unique=True),
    Column("event_id", String, nullable=False, server_default="", index=True),
    Index("ix_notices_network_room_at", "network", "room", "at"),
)
