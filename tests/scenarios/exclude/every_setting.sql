--- before
CREATE EXTENSION btree_gist;
CREATE TABLE t (room int, during tstzrange, kind int, CONSTRAINT once EXCLUDE USING gist (room WITH =, during WITH &&), CONSTRAINT gone EXCLUDE USING gist (kind WITH <>));
--- rows
INSERT INTO t VALUES (1, '[2026-01-01,2026-01-02)', 1);
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE t (room int, during tstzrange, kind int, CONSTRAINT once EXCLUDE USING gist (room WITH =, during WITH &&) INCLUDE (kind) WHERE (kind > 0) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT fresh EXCLUDE USING hash (kind WITH =) WITH (fillfactor = 60));
