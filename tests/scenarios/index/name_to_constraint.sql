--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_ab ON t (a);
CREATE TABLE gone (id int);
--- rows
INSERT INTO t VALUES (1, 1, 1);
INSERT INTO gone VALUES (1);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT t_ab UNIQUE (a, b));
CREATE VIEW gone AS SELECT id FROM t;
