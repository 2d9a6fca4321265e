--- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text STORAGE external, c text COMPRESSION pglz, d numeric, e int);
ALTER TABLE t ALTER COLUMN e SET STATISTICS 500;
ALTER TABLE t ALTER COLUMN e SET (n_distinct = 5);
--- rows
INSERT INTO t VALUES (1, 'a', 'b', 'c', 1, 2);
--- after
CREATE TABLE t (id int PRIMARY KEY, a text STORAGE main COMPRESSION pglz, b text, c text, d numeric STORAGE plain, e int);
ALTER TABLE t ALTER COLUMN a SET STATISTICS 100;
ALTER TABLE t ALTER COLUMN d SET (n_distinct = -0.5, n_distinct_inherited = -1);
