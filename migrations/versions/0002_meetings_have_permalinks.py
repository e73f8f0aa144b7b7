"""A meeting's pages keep a name of their own, because the meeting may be renamed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meetings") as table:
        table.add_column(sa.Column("permalink", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE meetings SET permalink = id")
