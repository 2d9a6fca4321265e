--- before
CREATE TABLE t (id int PRIMARY KEY, body text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
CREATE UNLOGGED TABLE u (id int PRIMARY KEY);
--- rows
INSERT INTO t VALUES (1, 'x');
INSERT INTO u VALUES (1);
--- after
CREATE TABLE t (id int PRIMARY KEY, body text) WITH (autovacuum_enabled = false, fillfactor = 80);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE TABLE u (id int PRIMARY KEY);
