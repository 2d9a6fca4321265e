--- before
CREATE FUNCTION add(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION twice_extra(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION three(int, int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE plain(int) (SFUNC = add, STYPE = int, INITCOND = '0');
CREATE AGGREGATE moving(int) (SFUNC = add, STYPE = int);
CREATE AGGREGATE finals(int) (SFUNC = add, STYPE = int, FINALFUNC = twice);
CREATE AGGREGATE parallel(int) (SFUNC = add, STYPE = int);
CREATE AGGREGATE ordered(int ORDER BY int) (SFUNC = add, STYPE = int, FINALFUNC = twice_extra);
CREATE AGGREGATE sorted(int) (SFUNC = int4larger, STYPE = int);
CREATE AGGREGATE gone(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE h(int ORDER BY int) (SFUNC = add, STYPE = int, FINALFUNC = twice_extra);
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT plain(a) AS x FROM t;
COMMENT ON AGGREGATE plain(int) IS 'old';
CREATE AGGREGATE named(VARIADIC items int[]) (SFUNC = array_cat, STYPE = int[]);
CREATE AGGREGATE unnamed(int) (SFUNC = add, STYPE = int);
--- rows
INSERT INTO t VALUES (1, 1);
--- after
CREATE FUNCTION add(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION twice_extra(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION three(int, int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE plain(int) (SFUNC = add, STYPE = int, SSPACE = 8, INITCOND = '1');
CREATE AGGREGATE moving(int) (SFUNC = add, STYPE = int, MSFUNC = add, MINVFUNC = add, MSTYPE = int, MSSPACE = 16, MFINALFUNC = twice_extra, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = SHAREABLE, MINITCOND = '0');
CREATE AGGREGATE finals(int) (SFUNC = int84pl, STYPE = int8, INITCOND = '0', FINALFUNC_MODIFY = READ_WRITE, PARALLEL = SAFE);
CREATE AGGREGATE parallel(int) (SFUNC = add, STYPE = int, COMBINEFUNC = add);
CREATE AGGREGATE ordered(int ORDER BY int) (SFUNC = add, STYPE = int, FINALFUNC = three, FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE);
CREATE AGGREGATE sorted(int) (SFUNC = int4larger, STYPE = int, SORTOP = >);
CREATE AGGREGATE h(int ORDER BY int) (SFUNC = add, STYPE = int, FINALFUNC = twice_extra, HYPOTHETICAL);
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT plain(a) AS x FROM t;
COMMENT ON AGGREGATE plain(int) IS 'new';
CREATE AGGREGATE named(VARIADIC others int[]) (SFUNC = array_cat, STYPE = int[]);
CREATE AGGREGATE unnamed(value int) (SFUNC = add, STYPE = int);
