--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE MATERIALIZED VIEW settings WITH (fillfactor = 70) AS SELECT a, b FROM t;
ALTER MATERIALIZED VIEW settings ALTER COLUMN a SET STATISTICS 100;
CREATE MATERIALIZED VIEW indexed AS SELECT a, b FROM t;
CREATE INDEX indexed_gone ON indexed (a);
--- rows
INSERT INTO t VALUES (1, 1, 'x');
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE MATERIALIZED VIEW settings WITH (autovacuum_enabled = false) AS SELECT a, b FROM t;
ALTER MATERIALIZED VIEW settings ALTER COLUMN b SET STATISTICS 500;
CREATE MATERIALIZED VIEW indexed AS SELECT a, b FROM t;
CREATE UNIQUE INDEX indexed_b ON indexed (b);
