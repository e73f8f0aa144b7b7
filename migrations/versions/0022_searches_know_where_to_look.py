"""A search by a person, a kind or a series knows where to look."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FILL = """
INSERT INTO stretches (what, meeting_id, first, last)
SELECT what, meeting_id, min(id), max(id) FROM (
    SELECT '' AS what, meeting_id, id FROM passages
    UNION ALL SELECT kind, meeting_id, id FROM passages
    UNION ALL SELECT person, meeting_id, id FROM passages WHERE person <> ''
) GROUP BY what, meeting_id
"""
TRIGGER = """
CREATE TRIGGER passages_stretch AFTER INSERT ON passages BEGIN
    INSERT OR IGNORE INTO stretches (what, meeting_id, first, last) VALUES
        ('', NEW.meeting_id, NEW.id, NEW.id), (NEW.kind, NEW.meeting_id, NEW.id, NEW.id),
        (NEW.person, NEW.meeting_id, NEW.id, NEW.id);
    UPDATE stretches SET first = min(first, NEW.id), last = max(last, NEW.id)
        WHERE meeting_id = NEW.meeting_id AND what IN ('', NEW.kind, NEW.person)
        AND NOT (first <= NEW.id AND NEW.id <= last);
END;
"""


def upgrade() -> None:
    op.create_table(
        "stretches",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "meeting_id", name=op.f("pk_stretches")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_stretches_meeting_id_meetings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attendance_nick", "attendance", ["nick"])
    op.create_index("ix_attendance_name", "attendance", ["name"])
    op.execute(FILL)
    op.get_bind().exec_driver_sql(TRIGGER.strip())
