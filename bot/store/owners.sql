-- What keeps the owners of actions in step with the register.

CREATE TRIGGER actions_owned AFTER INSERT ON actions BEGIN
    INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
        SELECT value, NEW.series, NEW.number, NEW.closed_on FROM json_each(NEW.owners);
END;

CREATE TRIGGER actions_reowned AFTER UPDATE OF owners, closed_on ON actions BEGIN
    DELETE FROM owners WHERE series = OLD.series AND number = OLD.number;
    INSERT OR IGNORE INTO owners (nick, series, number, closed_on)
        SELECT value, NEW.series, NEW.number, NEW.closed_on FROM json_each(NEW.owners);
END;

CREATE TRIGGER actions_unowned AFTER DELETE ON actions BEGIN
    DELETE FROM owners WHERE series = OLD.series AND number = OLD.number;
END;
