"""Actions keep how they were closed, and a series what no minutes have told of yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("actions") as table:
        table.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("closed_by", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("series") as table:
        table.add_column(sa.Column("closed", sa.Text(), server_default="[]", nullable=False))
