--- before
CREATE EXTENSION btree_gist;
CREATE TABLE t (id int PRIMARY KEY, a int, b int, during daterange,
  CONSTRAINT u_columns UNIQUE (a),
  CONSTRAINT u_deferred UNIQUE (b) DEFERRABLE,
  CONSTRAINT u_options UNIQUE (b) WITH (fillfactor = 60),
  CONSTRAINT u_overlaps UNIQUE (a, during));
--- rows
INSERT INTO t VALUES (1, 1, 1, '[2026-01-01,2026-02-01)'), (2, 2, 2, '[2026-01-01,2026-02-01)');
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE t (id int PRIMARY KEY, a int, b int, during daterange,
  CONSTRAINT u_columns UNIQUE (a, b),
  CONSTRAINT u_deferred UNIQUE (b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT u_options UNIQUE (b) WITH (fillfactor = 70),
  CONSTRAINT u_overlaps UNIQUE (a, during WITHOUT OVERLAPS));
