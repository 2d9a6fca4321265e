--- before
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int, "B c" text);
CREATE TABLE unsaid (id int);
CREATE TABLE all_ (id int);
CREATE SEQUENCE q;
CREATE VIEW v AS SELECT id FROM t;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
GRANT SELECT, INSERT ON t TO vf_app;
GRANT SELECT (a, "B c"), UPDATE (a) ON t TO vf_reader;
GRANT SELECT ON all_ TO vf_app WITH GRANT OPTION;
GRANT USAGE ON q TO vf_app;
GRANT USAGE ON SCHEMA s TO vf_app;
GRANT SELECT ON v TO vf_app;
GRANT EXECUTE ON FUNCTION f(int) TO vf_app;
--- rows
INSERT INTO t VALUES (1, 1, 'x');
--- after
CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, a int, "B c" text);
CREATE TABLE unsaid (id int);
CREATE TABLE all_ (id int);
CREATE SEQUENCE q;
CREATE VIEW v AS SELECT 'x'::text AS fresh, id FROM t;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE TABLE fresh (id int);
GRANT SELECT, UPDATE ON t TO vf_app;
GRANT SELECT (a), UPDATE (a, "B c") ON t TO vf_reader;
GRANT ALL ON all_ TO vf_app;
GRANT USAGE, SELECT ON q TO vf_app;
GRANT ALL ON SCHEMA s TO vf_app;
GRANT USAGE ON SCHEMA s TO vf_reader;
GRANT SELECT ON v TO vf_app;
GRANT SELECT ON fresh TO PUBLIC;
GRANT EXECUTE ON FUNCTION f(int) TO vf_reader;
