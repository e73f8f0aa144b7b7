"""A series knows when it meets next; announcements are made of it, and delivered as editions are."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series", sa.Column("next_meeting", sa.Text(), server_default="[]", nullable=False))
    op.add_column("series", sa.Column("moves", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wall", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("begins_at", sa.String(32), nullable=True),
        sa.Column("ends_at", sa.String(32), nullable=True),
        sa.Column("instead_of", sa.Date(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("series", "day", "kind", "moves", name=op.f("uq_announcements_series_day_kind_moves")),
    )
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("meeting_id", existing_type=sa.String(), nullable=True)
        table.add_column(sa.Column("announcement_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_deliveries_announcement_id_announcements"), "announcements", ["announcement_id"], ["id"]
        )
        table.create_unique_constraint(
            op.f("uq_deliveries_announcement_id_publisher"), ["announcement_id", "publisher"]
        )
