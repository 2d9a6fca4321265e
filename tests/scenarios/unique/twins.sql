--- before
--- rows
--- after
CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b));
ALTER TABLE t ADD CONSTRAINT again UNIQUE (a) INCLUDE (b) WITH (fillfactor = 70);
CREATE TABLE u (id int PRIMARY KEY);
ALTER TABLE u ADD CONSTRAINT also UNIQUE (id);
