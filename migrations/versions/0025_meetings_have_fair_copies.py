"""Meetings that ended have fair copies, which go with whatever they were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TRIGGERS = (
    """
CREATE TRIGGER events_added AFTER INSERT ON events WHEN NEW.meeting_id IS NOT NULL BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.meeting_id;
END;
    """,
    """
CREATE TRIGGER events_changed AFTER UPDATE ON events BEGIN
    DELETE FROM fair_copies WHERE meeting_id IN (OLD.meeting_id, NEW.meeting_id);
END;
    """,
    """
CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.meeting_id;
END;
    """,
    """
CREATE TRIGGER messages_added AFTER INSERT ON messages WHEN NEW.meeting_id IS NOT NULL BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.meeting_id;
END;
    """,
    """
CREATE TRIGGER messages_changed AFTER UPDATE ON messages BEGIN
    DELETE FROM fair_copies WHERE meeting_id IN (OLD.meeting_id, NEW.meeting_id);
END;
    """,
    """
CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.meeting_id;
END;
    """,
    """
CREATE TRIGGER meetings_closed_to_others AFTER UPDATE OF private ON meetings WHEN OLD.private IS NOT NEW.private BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.id;
END;
    """,
    """
CREATE TRIGGER meetings_removed AFTER DELETE ON meetings BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.id;
END;
    """,
)


def upgrade() -> None:
    op.create_table(
        "fair_copies",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_fair_copies")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_fair_copies_meeting_id_meetings")),
    )
    op.create_index("ix_fair_copies_meeting_id_mark", "fair_copies", ["meeting_id", "mark"])
    for trigger in TRIGGERS:
        op.get_bind().exec_driver_sql(trigger.strip())
