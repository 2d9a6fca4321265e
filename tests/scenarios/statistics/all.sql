--- before
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int, b int, "C d" text);
CREATE STATISTICS kinds (ndistinct) ON a, b FROM t;
CREATE STATISTICS cols ON a, b FROM t;
CREATE STATISTICS target ON a, b FROM t;
CREATE STATISTICS gone (mcv, dependencies) ON a, b FROM t;
CREATE STATISTICS s.elsewhere ON a, b FROM t;
COMMENT ON STATISTICS kinds IS 'old';
--- rows
INSERT INTO t VALUES (1, 1, 1, 'x');
--- after
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int, b bigint, "C d" text);
CREATE STATISTICS kinds (mcv) ON a, b FROM t;
CREATE STATISTICS cols ON a, b, "C d", (lower("C d")) FROM t;
CREATE STATISTICS target ON a, b FROM t;
ALTER STATISTICS target SET STATISTICS 500;
CREATE STATISTICS one ON (a + b) FROM t;
CREATE STATISTICS s.elsewhere ON a, b FROM t;
COMMENT ON STATISTICS kinds IS 'new';
