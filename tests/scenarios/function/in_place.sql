--- before
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE FUNCTION body(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION language(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION behaves(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION costs(a int) RETURNS SETOF int LANGUAGE sql COST 7 ROWS 9 AS 'SELECT a';
CREATE FUNCTION sets(a int) RETURNS int LANGUAGE sql SET search_path TO public, pg_temp SET work_mem TO '8MB' AS 'SELECT a';
CREATE FUNCTION more_defaults(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION over(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION over(a text) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION supported(a int) RETURNS SETOF int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION gone(VARIADIC a int[]) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION rows_of() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION parsed(a int) RETURNS int RETURN a + 1;
COMMENT ON FUNCTION over(int) IS 'the first';
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE FUNCTION body(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 2 -- $$ and $_$';
CREATE FUNCTION language(a int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a; END';
CREATE FUNCTION behaves(a int) RETURNS int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SECURITY DEFINER AS 'SELECT a';
CREATE FUNCTION costs(a int) RETURNS SETOF int LANGUAGE sql COST 8 ROWS 10 AS 'SELECT a';
CREATE FUNCTION sets(a int) RETURNS int LANGUAGE sql SET search_path TO "$user", 'Odd Name' SET application_name TO 'it''s' AS 'SELECT a';
CREATE FUNCTION more_defaults(a int DEFAULT 1, b text DEFAULT 'x, y') RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION over(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION over(a text) RETURNS int LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION over(a date, m mood, OUT b int, OUT c text) LANGUAGE sql AS 'SELECT 4, ''x''';
CREATE FUNCTION rows_of() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t WHERE a > 0';
CREATE FUNCTION supported(a int) RETURNS SETOF int LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT a';
CREATE FUNCTION parsed(a int) RETURNS int BEGIN ATOMIC SELECT count(*)::int FROM t; END;
CREATE FUNCTION second(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION first(a int) RETURNS int LANGUAGE sql AS 'SELECT public.second(a)';
COMMENT ON FUNCTION over(int) IS 'the same';
COMMENT ON FUNCTION over(date, mood) IS 'the third';
