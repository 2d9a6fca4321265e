--- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT id, a + 1 AS b FROM v1;
CREATE VIEW v3 WITH (security_barrier) AS SELECT max(b) AS top FROM v2;
GRANT SELECT ON v2 TO vf_reader;
GRANT SELECT, INSERT ON v3 TO vf_app WITH GRANT OPTION;
COMMENT ON COLUMN v3.top IS 'the top';
--- rows
INSERT INTO t VALUES (1, 1), (2, 5);
--- after
CREATE TABLE t (id int PRIMARY KEY, a bigint);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT id, a + 1 AS b FROM v1;
CREATE VIEW v3 WITH (security_barrier) AS SELECT max(b) AS top FROM v2;
GRANT SELECT ON v2 TO vf_reader;
GRANT SELECT, INSERT ON v3 TO vf_app WITH GRANT OPTION;
COMMENT ON COLUMN v3.top IS 'the top';
