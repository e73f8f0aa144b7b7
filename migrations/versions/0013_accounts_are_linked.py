"""Accounts may be one person's; replies may be for one person alone; actions know whose they are by account."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ties",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_until", sa.String(32)),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("misses_until", sa.String(32)),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_ties")),
    )
    op.add_column("outbox", sa.Column("person", sa.String(), server_default="", nullable=False))
    op.add_column("actions", sa.Column("owner_keys", sa.Text(), server_default="[]", nullable=False))
