"""The search has no triggers for what never happens: items and topics are written anew, and lines are never deleted."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NEVER_PULLED = ("items_reread", "items_classed", "topics_reread", "messages_unsaid")


def upgrade() -> None:
    for name in NEVER_PULLED:
        op.execute(f"DROP TRIGGER {name}")
