"""A reply that waits knows which message it answers, and in which thread."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("answers", sa.String(), server_default="", nullable=False))
    op.add_column("outbox", sa.Column("thread", sa.String(), server_default="", nullable=False))
