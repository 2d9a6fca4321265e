--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int, tags text[]);
CREATE INDEX i_method ON t (a);
CREATE INDEX i_include ON t (a) INCLUDE (b);
CREATE UNIQUE INDEX i_distinct ON t (a);
CREATE INDEX i_where ON t (a) WHERE b > 0;
CREATE INDEX i_unique ON t (b);
CREATE INDEX i_clustered ON t (b);
--- rows
INSERT INTO t VALUES (1, 1, 1, '{}'), (2, 2, 2, '{x}');
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b int, tags text[]);
CREATE INDEX i_method ON t USING hash (a);
CREATE INDEX i_include ON t (a) INCLUDE (b, id);
CREATE UNIQUE INDEX i_distinct ON t (a) NULLS NOT DISTINCT;
CREATE INDEX i_where ON t (a) WHERE b > 1;
CREATE UNIQUE INDEX i_unique ON t (b);
CREATE INDEX i_clustered ON t (b);
ALTER TABLE t CLUSTER ON i_clustered;
