--- before
CREATE TABLE t (id int PRIMARY KEY, net numeric, total numeric GENERATED ALWAYS AS (net * 1.2) STORED, was int GENERATED ALWAYS AS (id + 1) STORED);
CREATE INDEX t_total ON t (total);
CREATE VIEW totals AS SELECT id, total FROM t;
--- rows
INSERT INTO t VALUES (1, 10), (2, NULL);
--- after
CREATE TABLE t (id int PRIMARY KEY, net numeric, total numeric GENERATED ALWAYS AS (net * 1.3) STORED, was int, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE INDEX t_total ON t (total);
CREATE VIEW totals AS SELECT id, total FROM t;
