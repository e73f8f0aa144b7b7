"""What a series knows from private meetings and rooms is marked, so that others don't hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series", sa.Column("private", sa.Text(), server_default="[[], [], false]", nullable=False))
