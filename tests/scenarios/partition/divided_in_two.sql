--- before
CREATE TABLE t (id int, k text NOT NULL, PRIMARY KEY (id, k));
CREATE INDEX t_k ON t (k);
--- rows
INSERT INTO t VALUES (1, 'a'), (2, 'b');
--- after
CREATE TABLE t (id int, k text NOT NULL, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE t_c PARTITION OF t FOR VALUES IN ('c');
CREATE TABLE t_rest PARTITION OF t DEFAULT;
CREATE INDEX t_k ON t (k);
