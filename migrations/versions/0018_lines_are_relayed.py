"""Lines are shown in the other rooms of a place; which message shows which is kept, so that it can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("native_id", sa.String(), nullable=False),
        sa.Column("nick", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("emote", sa.Boolean(), nullable=False),
        sa.Column("outbox_id", sa.Integer()),
        sa.Column("event_id", sa.String(), server_default="", nullable=False),
        sa.Column("edits", sa.Text(), server_default="[]", nullable=False),
        sa.Column("edit", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_relays_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relays")),
    )
    op.create_index("ix_relays_outbox_id", "relays", ["outbox_id"])
    op.create_index("ix_relays_event_id", "relays", ["event_id"])
    op.create_index("ix_relays_origin_native_id", "relays", ["origin", "native_id"])
    op.add_column("outbox", sa.Column("begun", sa.Boolean(), server_default="0", nullable=False))
