--- before
CREATE TABLE t (id int, n int, "odd (one) TO x" int, "a,b" int);
GRANT SELECT (id) ON t TO vf_app;
GRANT ALL ON t TO vf_reader;
CREATE TABLE less (id int, n int);
GRANT SELECT, SELECT (n), UPDATE (n) ON less TO vf_app;
GRANT ALL ON less TO vf_reader;
GRANT SELECT (id) ON less TO vf_reader;
--- rows
INSERT INTO t VALUES (1, 2, 3, 4);
--- after
CREATE TABLE t (id int, n int, "odd (one) TO x" int, "a,b" int);
GRANT SELECT ON t TO vf_app;
GRANT SELECT (n), UPDATE (id, n, "odd (one) TO x", "a,b"), INSERT ON t TO vf_app;
GRANT SELECT ON t TO vf_reader;
GRANT SELECT (id) ON t TO vf_reader;
CREATE TABLE less (id int, n int);
GRANT SELECT (n), UPDATE (n) ON less TO vf_app;
GRANT SELECT (id) ON less TO vf_reader;
