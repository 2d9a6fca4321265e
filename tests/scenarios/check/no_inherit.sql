--- before
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0));
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0) NO INHERIT);
