--- before
CREATE EXTENSION btree_gist;
CREATE TABLE t (room int, during tstzrange, kind int,
  CONSTRAINT a EXCLUDE USING gist (room WITH =),
  CONSTRAINT b EXCLUDE USING hash (kind WITH =),
  CONSTRAINT c EXCLUDE USING gist (kind WITH <>) WITH (fillfactor = 60));
--- rows
INSERT INTO t VALUES (1, '[2026-01-01,2026-01-02)', 1);
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE t (room int, during tstzrange, kind int,
  CONSTRAINT a EXCLUDE USING gist (room WITH =, during WITH &&),
  CONSTRAINT b EXCLUDE USING gist (kind WITH =),
  CONSTRAINT c EXCLUDE USING gist (kind WITH <>) WITH (fillfactor = 70));
