"""What was said can be searched by its words."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = (
    """
CREATE VIRTUAL TABLE passage_words USING fts5(words, content='', tokenize="unicode61 remove_diacritics 2");
""",
    """
CREATE TRIGGER items_said AFTER INSERT ON items BEGIN
    INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
        VALUES (instant(NEW.at) + (NEW.rowid % 300000) * 3 + 1,
            NEW.meeting_id, NEW.number, NEW.line, NEW.kind, NEW.author, NEW.at);
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.text || ' ' || NEW.url)
        FROM passages WHERE meeting_id = NEW.meeting_id AND number = NEW.number;
END;
""",
    """
CREATE TRIGGER items_unsaid AFTER DELETE ON items BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text || ' ' || OLD.url)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
END;
""",
    """
CREATE TRIGGER items_reread AFTER UPDATE OF text, url ON items BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text || ' ' || OLD.url)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.text || ' ' || NEW.url)
        FROM passages WHERE meeting_id = NEW.meeting_id AND number = NEW.number;
END;
""",
    """
CREATE TRIGGER items_classed AFTER UPDATE OF kind, author, line ON items BEGIN
    UPDATE passages SET kind = NEW.kind, person = NEW.author, line = NEW.line
        WHERE meeting_id = NEW.meeting_id AND number = NEW.number;
END;
""",
    """
CREATE TRIGGER topics_said AFTER INSERT ON topics BEGIN
    INSERT OR IGNORE INTO passages (id, meeting_id, number, line, kind, person, at)
        SELECT instant(started_at) + 1000000 * NEW.number + (NEW.rowid % 300000) * 3 + 2,
            NEW.meeting_id, -NEW.number, NEW.line, 'topic', '', started_at
        FROM meetings WHERE id = NEW.meeting_id;
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.title)
        FROM passages WHERE meeting_id = NEW.meeting_id AND number = -NEW.number;
END;
""",
    """
CREATE TRIGGER topics_unsaid AFTER DELETE ON topics BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.title)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
END;
""",
    """
CREATE TRIGGER topics_reread AFTER UPDATE OF title ON topics BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.title)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.title)
        FROM passages WHERE meeting_id = NEW.meeting_id AND number = -NEW.number;
END;
""",
    """
CREATE TRIGGER messages_unsaid AFTER DELETE ON messages BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
END;
""",
    """
CREATE TRIGGER messages_reread AFTER UPDATE OF text ON messages BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.text)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
END;
""",
)


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_passages_meeting_id_meetings")),
    )
    op.create_index("ix_passages_meeting_id_number_line", "passages", ["meeting_id", "number", "line"])
    op.create_table(
        "search_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_progress")),
    )
    for statement in WORDS:
        op.get_bind().exec_driver_sql(statement.strip())
