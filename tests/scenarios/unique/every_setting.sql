--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, d int, CONSTRAINT t_a UNIQUE (a), CONSTRAINT t_b UNIQUE (b) DEFERRABLE, CONSTRAINT t_gone UNIQUE (c));
COMMENT ON CONSTRAINT t_a ON t IS 'one each';
--- rows
INSERT INTO t VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 2);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, d int, CONSTRAINT t_a UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT t_b UNIQUE (b) INCLUDE (c) WITH (fillfactor = 50), CONSTRAINT t_d UNIQUE (d, c) DEFERRABLE INITIALLY DEFERRED);
COMMENT ON CONSTRAINT t_a ON t IS 'one each, nulls too';
