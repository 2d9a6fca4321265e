--- before
CREATE TABLE t (id int PRIMARY KEY, a int, v int GENERATED ALWAYS AS (a + 1) VIRTUAL);
--- rows
INSERT INTO t (id, a) VALUES (1, 2);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, v int GENERATED ALWAYS AS (a + 1) STORED);
