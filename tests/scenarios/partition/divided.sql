--- before
CREATE TABLE node (id int PRIMARY KEY);
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    node_id int NOT NULL REFERENCES node ON DELETE CASCADE,
    at timestamptz NOT NULL,
    what text DEFAULT 'x',
    CONSTRAINT event_what CHECK (what <> ''),
    CONSTRAINT event_once UNIQUE (node_id, at)
);
CREATE INDEX event_node ON event (node_id);
CREATE INDEX event_what_low ON event (lower(what)) WHERE what IS NOT NULL;
CREATE INDEX event_what_up ON event (lower(what)) WHERE what IS NULL;
CREATE INDEX event_gone ON event (what);
COMMENT ON TABLE event IS 'what happened';
COMMENT ON COLUMN event.at IS 'when';
COMMENT ON INDEX event_node IS 'by node';
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON event USING (node_id > 0);
GRANT SELECT ON event TO PUBLIC;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER touched BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW recent AS SELECT id, at FROM event WHERE what IS NOT NULL;
CREATE STATISTICS event_both ON node_id, what FROM event;
CREATE TABLE note (event_node int, event_at timestamptz,
    CONSTRAINT note_event FOREIGN KEY (event_node, event_at) REFERENCES event (node_id, at));
--- rows
INSERT INTO node VALUES (1), (2);
INSERT INTO event (node_id, at, what) VALUES (1, '2026-01-01', 'a'), (2, '2026-02-01', NULL), (2, '2099-01-01', 'c');
INSERT INTO note VALUES (1, '2026-01-01');
--- after
CREATE TABLE node (id int PRIMARY KEY);
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY,
    node_id int NOT NULL REFERENCES node ON DELETE CASCADE,
    at timestamptz NOT NULL,
    what text DEFAULT 'x',
    CONSTRAINT event_what CHECK (what <> ''),
    CONSTRAINT event_once UNIQUE (node_id, at),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE event_default PARTITION OF event DEFAULT;
CREATE INDEX event_node ON event (node_id);
CREATE INDEX event_what_low ON event (lower(what)) WHERE what IS NOT NULL;
CREATE INDEX event_what_up ON event (lower(what)) WHERE what IS NULL;
CREATE INDEX event_at ON event (at DESC);
COMMENT ON TABLE event IS 'what happened';
COMMENT ON COLUMN event.at IS 'when';
COMMENT ON INDEX event_node IS 'by node';
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON event USING (node_id > 0);
GRANT SELECT ON event TO PUBLIC;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER touched BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW recent AS SELECT id, at FROM event WHERE what IS NOT NULL;
CREATE STATISTICS event_both ON node_id, what FROM event;
CREATE TABLE note (event_node int, event_at timestamptz,
    CONSTRAINT note_event FOREIGN KEY (event_node, event_at) REFERENCES event (node_id, at));
