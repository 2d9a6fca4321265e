-- finds: function public.second()
-- finds: function public.joined_in()
-- finds: function public.of_system()
-- leaves: function public.escaped()
-- leaves: function public.own_now()
-- leaves: function public.field(public.rec)
-- leaves: function public.of_schema()
-- leaves: function public.quoted_cte()
-- leaves: function public.variable()
-- leaves: function public.in_brackets(timestamp without time zone)
-- finds: function public.reads(integer)
-- finds: function public.asks()
-- leaves: function public.year(date)
-- leaves: function public.adds(integer)
-- leaves: function public.says()
-- leaves: function public.differs(integer)
-- leaves: function public.each_of(integer[])
-- leaves: function public.honest()
-- finds: function public.joins()
-- finds: function public.local()
-- finds: function public.by_another()
-- leaves: function public.named_itself()
-- leaves: function public.dollars()
-- leaves: function public.nested(text)
-- leaves: function public.quoted()
-- leaves: function public.lateral_one()
-- leaves: function public.parts_of(text)
CREATE TABLE a (id int);
CREATE FUNCTION reads(n int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM a WHERE id = n';
CREATE FUNCTION asks() RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN now(); END';
CREATE FUNCTION year(d date) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT extract(year FROM d)';
CREATE FUNCTION adds(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + 1';
CREATE FUNCTION says() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'read from a, now()'$$;
CREATE FUNCTION differs(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n IS DISTINCT FROM 1';
CREATE FUNCTION each_of(n int[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT sum(x) FROM unnest(n) x';
CREATE FUNCTION honest() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';
CREATE FUNCTION joins() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x.id FROM (SELECT 1 AS id) x JOIN a USING (id)';
CREATE FUNCTION local() RETURNS time LANGUAGE sql IMMUTABLE AS 'SELECT localtime';
CREATE FUNCTION rows_of() RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT id FROM a';
CREATE FUNCTION by_another() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM rows_of()';
CREATE FUNCTION named_itself() RETURNS int LANGUAGE sql IMMUTABLE AS 'WITH t(n) AS (SELECT 1), u AS MATERIALIZED (SELECT 2 AS m) SELECT n + m FROM t, u WHERE n IN (SELECT m FROM u)';
CREATE FUNCTION dollars() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $q$read from a, now()$q$';
CREATE FUNCTION nested(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT trim(both 'x' from upper(coalesce(t, ''))) /* from a */$$;
CREATE FUNCTION quoted() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT q."current_date" FROM (SELECT $$a$$ AS "current_date") q';
CREATE FUNCTION lateral_one() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT r.n FROM LATERAL (SELECT 1 AS n) r';
CREATE FUNCTION parts_of(t text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS 'SELECT p[1] FROM regexp_matches(t, $$a$$) p';
CREATE SCHEMA own;
CREATE TYPE rec AS ("localtime" int, age int);
CREATE FUNCTION own.now() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION own.steps(n int) RETURNS SETOF int LANGUAGE sql IMMUTABLE AS 'SELECT n';
CREATE FUNCTION second() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM generate_series(1, 2) g, a';
CREATE FUNCTION joined_in() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM (generate_series(1, 2) g CROSS JOIN a)';
CREATE FUNCTION of_system() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.now()';
CREATE FUNCTION escaped() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT E'it\'s now() from a, ' || 'b'$$;
CREATE FUNCTION own_now() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT own.now()';
CREATE FUNCTION field(r rec) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT (r).localtime';
CREATE FUNCTION of_schema() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM own.steps(3)';
CREATE FUNCTION quoted_cte() RETURNS int LANGUAGE sql IMMUTABLE AS 'WITH "T x" AS (SELECT 1 AS n) SELECT n FROM "T x"';
CREATE FUNCTION variable() RETURNS int LANGUAGE plpgsql IMMUTABLE AS
    $$DECLARE a int; b int; BEGIN SELECT 1, 2 INTO a, b; EXECUTE 'SELECT $1' INTO a USING b; RETURN a; END$$;
CREATE FUNCTION in_brackets(t timestamp) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT extract(epoch FROM (t - timestamp ''2000-01-01''))';
