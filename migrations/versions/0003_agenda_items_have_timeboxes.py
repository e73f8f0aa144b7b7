"""Agenda items keep how long they may take, who proposed them, and how often they were left over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agenda") as table:
        table.add_column(sa.Column("minutes", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("proposer_key", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("times", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE agenda SET times = 1 WHERE carried_from IS NOT NULL")
