--- before
CREATE TYPE point2 AS (x int, y int);
CREATE TYPE unused AS (a int);
CREATE TYPE reorders AS (a int, b int);
CREATE TYPE gone AS (a int);
CREATE TYPE inner_type AS (a int);
CREATE TYPE outer_type AS (i inner_type, many inner_type[]);
CREATE TABLE t (id int PRIMARY KEY, p point2, o outer_type);
CREATE FUNCTION f(p point2) RETURNS int LANGUAGE sql AS 'SELECT p.x';
COMMENT ON TYPE point2 IS 'old';
COMMENT ON COLUMN point2.x IS 'old';
--- rows
INSERT INTO t VALUES (1, (1, 2), ROW(ROW(1)::inner_type, ARRAY[ROW(2)]::inner_type[]));
--- after
CREATE TYPE point2 AS (x int, y int, z int);
CREATE TYPE unused AS (a bigint, "B c" text COLLATE "C");
CREATE TYPE reorders AS (b int, a int);
CREATE TYPE fresh AS ();
CREATE TYPE inner_type AS (a int, b int);
CREATE TYPE outer_type AS (i inner_type, many inner_type[]);
CREATE TABLE t (id int PRIMARY KEY, p point2, o outer_type);
CREATE FUNCTION f(p point2) RETURNS int LANGUAGE sql AS 'SELECT p.x';
COMMENT ON TYPE point2 IS 'new';
COMMENT ON COLUMN point2.x IS 'new';
