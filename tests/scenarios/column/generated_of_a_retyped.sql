--- before
CREATE TABLE t (id int PRIMARY KEY, n int, label text GENERATED ALWAYS AS (upper(s)) STORED, s varchar(10), double_n bigint GENERATED ALWAYS AS (n * 2) STORED);
CREATE INDEX t_double ON t (double_n);
--- rows
INSERT INTO t (id, n, s) VALUES (1, 2, 'a'), (2, 3, 'b');
--- after
CREATE TABLE t (id int PRIMARY KEY, n bigint, label text GENERATED ALWAYS AS (upper(s)) STORED, s text, double_n bigint GENERATED ALWAYS AS (n * 2) STORED);
CREATE INDEX t_double ON t (double_n);
