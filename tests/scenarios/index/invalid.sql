--- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass;
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
--- one_way
pg_dump leaves invalid indexes out, and nobody wants one back.
