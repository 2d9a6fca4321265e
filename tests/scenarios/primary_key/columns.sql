--- before
CREATE EXTENSION btree_gist;
CREATE TABLE t (a int, b int NOT NULL, PRIMARY KEY (a));
CREATE TABLE u (a int, during daterange, PRIMARY KEY (a, during));
--- rows
INSERT INTO t VALUES (1, 1), (2, 2);
INSERT INTO u VALUES (1, '[2026-01-01,2026-02-01)');
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE t (a int NOT NULL, b int, PRIMARY KEY (b, a));
CREATE TABLE u (a int, during daterange, PRIMARY KEY (a, during WITHOUT OVERLAPS));
