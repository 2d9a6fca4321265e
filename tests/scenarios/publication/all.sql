--- before
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
CREATE TABLE gone_table (id int PRIMARY KEY);
CREATE PUBLICATION members FOR TABLE t, gone_table;
CREATE PUBLICATION options FOR TABLE t;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION empty;
CREATE PUBLICATION gone FOR TABLE u;
COMMENT ON PUBLICATION members IS 'old';
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
CREATE PUBLICATION members FOR TABLE t WHERE (id > 1), u, TABLES IN SCHEMA s;
CREATE PUBLICATION options FOR TABLE t WITH (publish = 'insert, delete', publish_via_partition_root = true, publish_generated_columns = stored);
CREATE PUBLICATION everything FOR TABLE u (id);
CREATE PUBLICATION empty FOR TABLES IN SCHEMA s;
CREATE PUBLICATION fresh FOR ALL TABLES WITH (publish = 'truncate');
COMMENT ON PUBLICATION members IS 'new';
