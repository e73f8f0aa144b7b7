"""Meetings know their revision and where they were filed; the registers and the roll are found by what people ask."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDICES = (
    ("meetings", ("series", "started_at")),
    ("meetings", ("started_at",)),
    ("meetings", ("day",)),
    ("actions", ("meeting_id",)),
    ("actions", ("state",)),
    ("decisions", ("meeting_id",)),
    ("attendance", ("person", "nick")),
)


def upgrade() -> None:
    with op.batch_alter_table("meetings") as table:
        table.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("updated_at", sa.String(32), server_default="", nullable=False))
    with op.batch_alter_table("attendance") as table:
        table.add_column(sa.Column("author", sa.Boolean(), server_default="0", nullable=False))
    op.create_table(
        "addresses",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_addresses_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_addresses")),
    )
    for name, columns in INDICES:
        op.create_index(f"ix_{name}_{'_'.join(columns)}", name, columns)
    op.create_index("ix_addresses_meeting_id", "addresses", ["meeting_id"])
