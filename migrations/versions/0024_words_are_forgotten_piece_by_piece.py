"""Words that were taken out of the index leave the file piece by piece."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("forgetting", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("search_progress", column)
