-- finds: function public.reads(integer)
-- finds: function public.asks()
-- leaves: function public.year(date)
-- leaves: function public.adds(integer)
-- leaves: function public.says()
-- leaves: function public.differs(integer)
-- leaves: function public.each_of(integer[])
-- leaves: function public.honest()
CREATE TABLE a (id int);
CREATE FUNCTION reads(n int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM a WHERE id = n';
CREATE FUNCTION asks() RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN now(); END';
CREATE FUNCTION year(d date) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT extract(year FROM d)';
CREATE FUNCTION adds(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + 1';
CREATE FUNCTION says() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'read from a, now()'$$;
CREATE FUNCTION differs(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n IS DISTINCT FROM 1';
CREATE FUNCTION each_of(n int[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT sum(x) FROM unnest(n) x';
CREATE FUNCTION honest() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';
