"""The words of items and topics are put into the index after what was said was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CHANGED = ("items_said", "items_unsaid", "topics_said", "topics_unsaid")
TRIGGERS = (
    """
CREATE TRIGGER items_said AFTER INSERT ON items BEGIN
    INSERT OR IGNORE INTO unsearched (meeting_id, number) VALUES (NEW.meeting_id, NEW.number);
END;
""",
    """
CREATE TRIGGER items_unsaid AFTER DELETE ON items BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text || ' ' || OLD.url)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    DELETE FROM unsearched WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
END;
""",
    """
CREATE TRIGGER topics_said AFTER INSERT ON topics BEGIN
    INSERT OR IGNORE INTO unsearched (meeting_id, number) VALUES (NEW.meeting_id, -NEW.number);
END;
""",
    """
CREATE TRIGGER topics_unsaid AFTER DELETE ON topics BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.title)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    DELETE FROM unsearched WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
END;
""",
)


def upgrade() -> None:
    op.create_table(
        "unsearched",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_unsearched")),
        sqlite_with_rowid=False,
    )
    for name in CHANGED:
        op.execute(f"DROP TRIGGER {name}")
    for statement in TRIGGERS:
        op.get_bind().exec_driver_sql(statement.strip())
