--- before
--- rows
--- after
CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b));
ALTER TABLE t ADD CONSTRAINT again UNIQUE (a) INCLUDE (b);
