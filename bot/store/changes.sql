-- What counts the changes of meetings and deliveries by which lists of series, years and people become others.

CREATE TRIGGER meetings_counted AFTER INSERT ON meetings BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER meetings_recounted AFTER UPDATE ON meetings BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER meetings_uncounted AFTER DELETE ON meetings BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER deliveries_counted AFTER INSERT ON deliveries BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER deliveries_recounted AFTER UPDATE OF meeting_id, publisher, revision, url ON deliveries BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER deliveries_uncounted AFTER DELETE ON deliveries BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;
