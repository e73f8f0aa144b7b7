-- What takes a meeting's fair copy away, in the very transaction that changes what it was made of.

CREATE TRIGGER events_added AFTER INSERT ON events WHEN NEW.meeting_id IS NOT NULL BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.meeting_id;
END;

CREATE TRIGGER events_changed AFTER UPDATE ON events BEGIN
    DELETE FROM fair_copies WHERE meeting_id IN (OLD.meeting_id, NEW.meeting_id);
END;

CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.meeting_id;
END;

CREATE TRIGGER messages_added AFTER INSERT ON messages WHEN NEW.meeting_id IS NOT NULL BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.meeting_id;
END;

CREATE TRIGGER messages_changed AFTER UPDATE ON messages BEGIN
    DELETE FROM fair_copies WHERE meeting_id IN (OLD.meeting_id, NEW.meeting_id);
END;

CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.meeting_id;
END;

CREATE TRIGGER meetings_closed_to_others AFTER UPDATE OF private ON meetings WHEN OLD.private IS NOT NEW.private BEGIN
    DELETE FROM fair_copies WHERE meeting_id = NEW.id;
END;

CREATE TRIGGER meetings_removed AFTER DELETE ON meetings BEGIN
    DELETE FROM fair_copies WHERE meeting_id = OLD.id;
END;
