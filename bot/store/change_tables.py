"""How often what lists count was changed; triggers keep it (`changes.sql`)."""

from sqlalchemy import Column, Integer, String, Table

from bot.store.mail_tables import metadata

__all__ = ["changes", "metadata"]

changes = Table(
    "changes",
    metadata,
    Column("what", String, primary_key=True),
    Column("count", Integer, nullable=False),
)
