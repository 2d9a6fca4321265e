--- before
CREATE TYPE pair AS (a int, b int);
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE FUNCTION paired(text) RETURNS pair LANGUAGE sql IMMUTABLE AS $$SELECT ROW(1, 2)::pair$$;
CREATE FUNCTION other(text) RETURNS pair LANGUAGE sql IMMUTABLE AS $$SELECT ROW(1, 2)::pair$$;
CREATE FUNCTION worth(mood) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
CREATE CAST (text AS pair) WITH FUNCTION paired(text);
CREATE CAST (varchar AS mood) WITH INOUT;
CREATE CAST (mood AS integer) WITH FUNCTION worth(mood) AS ASSIGNMENT;
CREATE CAST (pair AS text) WITH INOUT AS IMPLICIT;
CREATE CAST (text AS mood) WITH INOUT;
CREATE TABLE t (id int PRIMARY KEY, m mood);
CREATE VIEW v AS SELECT m::int AS n FROM t;
--- rows
INSERT INTO t VALUES (1, 'ok');
--- after
CREATE TYPE pair AS (a int, b int);
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE FUNCTION paired(text) RETURNS pair LANGUAGE sql IMMUTABLE AS $$SELECT ROW(1, 2)::pair$$;
CREATE FUNCTION other(text) RETURNS pair LANGUAGE sql IMMUTABLE AS $$SELECT ROW(1, 2)::pair$$;
CREATE FUNCTION moody(text) RETURNS mood LANGUAGE sql IMMUTABLE AS $$SELECT 'ok'::mood$$;
CREATE FUNCTION worth(mood) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
CREATE CAST (text AS pair) WITH FUNCTION other(text);
CREATE CAST (varchar AS mood) WITH INOUT AS ASSIGNMENT;
CREATE CAST (mood AS integer) WITH FUNCTION worth(mood) AS IMPLICIT;
CREATE CAST (integer AS date) WITHOUT FUNCTION;
CREATE CAST (pair AS varchar) WITH INOUT;
CREATE CAST (text AS mood) WITH FUNCTION moody(text);
COMMENT ON CAST (mood AS integer) IS 'new';
CREATE TABLE t (id int PRIMARY KEY, m mood);
CREATE VIEW v AS SELECT m::int AS n FROM t;
