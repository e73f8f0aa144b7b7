-- What keeps the words to be searched in step with the rows that have them. `instant` and `spaced` are in searching.py.

CREATE VIRTUAL TABLE passage_words USING fts5(words, content='', tokenize="unicode61 remove_diacritics 2");

CREATE TRIGGER items_said AFTER INSERT ON items BEGIN
    INSERT OR IGNORE INTO unsearched (meeting_id, number) VALUES (NEW.meeting_id, NEW.number);
END;

CREATE TRIGGER items_unsaid AFTER DELETE ON items BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text || ' ' || OLD.url)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
    DELETE FROM unsearched WHERE meeting_id = OLD.meeting_id AND number = OLD.number;
END;

CREATE TRIGGER topics_said AFTER INSERT ON topics BEGIN
    INSERT OR IGNORE INTO unsearched (meeting_id, number) VALUES (NEW.meeting_id, -NEW.number);
END;

CREATE TRIGGER topics_unsaid AFTER DELETE ON topics BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.title)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    DELETE FROM passages WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
    DELETE FROM unsearched WHERE meeting_id = OLD.meeting_id AND number = -OLD.number;
END;

CREATE TRIGGER messages_reread AFTER UPDATE OF text ON messages BEGIN
    INSERT INTO passage_words (passage_words, rowid, words) SELECT 'delete', id, spaced(OLD.text)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
    INSERT INTO passage_words (rowid, words) SELECT id, spaced(NEW.text)
        FROM passages WHERE meeting_id = OLD.meeting_id AND number = 0 AND line = OLD.line;
END;

CREATE TRIGGER passages_stretch AFTER INSERT ON passages BEGIN
    INSERT OR IGNORE INTO stretches (what, meeting_id, first, last) VALUES
        ('', NEW.meeting_id, NEW.id, NEW.id), (NEW.kind, NEW.meeting_id, NEW.id, NEW.id),
        (NEW.person, NEW.meeting_id, NEW.id, NEW.id);
    UPDATE stretches SET first = min(first, NEW.id), last = max(last, NEW.id)
        WHERE meeting_id = NEW.meeting_id AND what IN ('', NEW.kind, NEW.person)
        AND NOT (first <= NEW.id AND NEW.id <= last);
END;
