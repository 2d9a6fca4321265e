--- before
CREATE COLLATION plain (locale = 'C');
CREATE COLLATION two (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION provided (locale = 'C');
CREATE COLLATION gone (locale = 'POSIX');
COMMENT ON COLLATION plain IS 'old';
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE plain);
--- rows
INSERT INTO t VALUES (1, 'x');
--- after
CREATE COLLATION plain (locale = 'C');
CREATE COLLATION two (locale = 'C');
CREATE COLLATION provided (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION fresh (provider = builtin, locale = 'C.UTF-8');
COMMENT ON COLLATION plain IS 'new';
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE fresh);
