"""A meeting may be held in several rooms, and its events say in which of them they came about."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_rooms",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_rooms_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("meeting_id", "place", name=op.f("pk_meeting_rooms")),
    )
    op.create_index("ix_meeting_rooms_network_room", "meeting_rooms", ["network", "room"])
    op.add_column("events", sa.Column("room", sa.String(), server_default="", nullable=False))
