"""What the bot said is known by its text, so that it can be taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_notices_outbox_id")),
    )
    op.create_index("ix_notices_event_id", "notices", ["event_id"])
    op.create_index("ix_notices_network_room_at", "notices", ["network", "room", "at"])
