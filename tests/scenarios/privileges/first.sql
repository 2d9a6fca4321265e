--- before
CREATE TYPE e AS ENUM ('a');
CREATE FUNCTION closed() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id int);
CREATE TABLE kept (id int);
GRANT SELECT ON kept TO vf_app;
--- rows
INSERT INTO t VALUES (1);
--- after
CREATE TYPE e AS ENUM ('a');
CREATE FUNCTION closed() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id int);
CREATE TABLE kept (id int);
GRANT SELECT ON kept TO vf_app;
GRANT SELECT ON t TO vf_app;
GRANT USAGE ON TYPE e TO vf_app;
REVOKE EXECUTE ON FUNCTION closed() FROM PUBLIC;
--- one_way
What is wanted says nothing of privileges there, so nobody takes them away.
