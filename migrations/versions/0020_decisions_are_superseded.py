"""A decision may take the place of earlier ones of its series."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supersessions",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.slug"], name=op.f("fk_supersessions_series_series")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_supersessions_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("series", "number", "by", name=op.f("pk_supersessions")),
    )
    op.create_index(op.f("ix_supersessions_meeting_id"), "supersessions", ["meeting_id"])
