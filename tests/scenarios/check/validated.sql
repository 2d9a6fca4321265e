--- before
CREATE TABLE t (id int PRIMARY KEY, a int);
ALTER TABLE t ADD CONSTRAINT later CHECK (a <> 7) NOT VALID;
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT later CHECK (a <> 7));
--- one_way
A valid constraint is as good as one that is NOT VALID.
