"""Whose actions are whose is found by an index, and so is what was closed or changed last."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FILLED = """
    INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
    SELECT value, series, number, closed_on FROM actions, json_each(actions.owners)
"""
TRIGGERS = (
    """CREATE TRIGGER actions_owned AFTER INSERT ON actions BEGIN
    INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
        SELECT value, NEW.series, NEW.number, NEW.closed_on FROM json_each(NEW.owners);
END""",
    """CREATE TRIGGER actions_reowned AFTER UPDATE OF owners, closed_on ON actions BEGIN
    DELETE FROM owners WHERE series = OLD.series AND number = OLD.number;
    INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
        SELECT value, NEW.series, NEW.number, NEW.closed_on FROM json_each(NEW.owners);
END""",
    """CREATE TRIGGER actions_unowned AFTER DELETE ON actions BEGIN
    DELETE FROM owners WHERE series = OLD.series AND number = OLD.number;
END""",
)


def upgrade() -> None:
    op.create_table(
        "owners",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nick", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("series", "number", "nick", name=op.f("pk_owners")),
    )
    op.execute(FILLED)
    columns = ["nick", "closed_on", "series", "number"]
    op.create_index(op.f("ix_owners_nick_closed_on_series_number"), "owners", columns)
    op.create_index(op.f("ix_actions_closed_on_series_number"), "actions", ["closed_on", "series", "number"])
    op.create_index(op.f("ix_meetings_updated_at_id"), "meetings", ["updated_at", "id"])
    op.create_index(op.f("ix_meetings_series_updated_at_id"), "meetings", ["series", "updated_at", "id"])
    for trigger in TRIGGERS:
        op.execute(trigger)
