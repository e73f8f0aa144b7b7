"""A meeting may be private: its minutes are not for everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("private", sa.Boolean(), server_default="0", nullable=False))
