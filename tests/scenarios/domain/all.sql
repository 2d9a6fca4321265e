--- before
CREATE DOMAIN plain AS text;
CREATE DOMAIN defaults AS int DEFAULT 1;
CREATE DOMAIN nulls AS int;
CREATE DOMAIN based AS int CONSTRAINT small CHECK (VALUE < 100);
CREATE DOMAIN collated AS text;
CREATE DOMAIN gone AS text;
CREATE DOMAIN over AS plain;
CREATE TABLE t (id int PRIMARY KEY, a plain, b defaults, c nulls, d based NOT NULL DEFAULT 2, e collated, f based[]);
CREATE VIEW v AS SELECT d FROM t;
CREATE FUNCTION f(x based) RETURNS based LANGUAGE sql AS 'SELECT x';
COMMENT ON DOMAIN plain IS 'old';
--- rows
INSERT INTO t VALUES (1, 'x', 1, 2, 3, 'y', '{1,2}'), (2, NULL, NULL, 3, 4, NULL, NULL);
--- after
CREATE DOMAIN plain AS text DEFAULT 'x';
CREATE DOMAIN defaults AS int;
CREATE DOMAIN nulls AS int NOT NULL;
CREATE DOMAIN based AS bigint CONSTRAINT small CHECK (VALUE < 100);
CREATE DOMAIN collated AS text COLLATE "C";
CREATE DOMAIN "Fresh" AS numeric(10, 2) DEFAULT 0 NOT NULL;
CREATE DOMAIN over AS plain;
CREATE TABLE t (id int PRIMARY KEY, a plain, b defaults, c nulls, d based NOT NULL DEFAULT 2, e collated, f based[]);
CREATE VIEW v AS SELECT d FROM t;
CREATE FUNCTION f(x based) RETURNS based LANGUAGE sql AS 'SELECT x';
COMMENT ON DOMAIN plain IS 'new';
