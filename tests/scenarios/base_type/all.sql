--- before
CREATE TYPE lone;
CREATE TYPE gone_shell;
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION word_recv(internal) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out);
CREATE TABLE t (id int PRIMARY KEY, w word);
CREATE TYPE gone;
CREATE FUNCTION gone_in(cstring) RETURNS gone LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION gone_out(gone) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE gone (INPUT = gone_in, OUTPUT = gone_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
COMMENT ON TYPE word IS 'old';
--- rows
INSERT INTO t VALUES (1, 'a');
--- after
CREATE TYPE lone;
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION word_recv(internal) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, RECEIVE = word_recv);
CREATE TABLE t (id int PRIMARY KEY, w word);
CREATE TYPE fresh;
CREATE FUNCTION fresh_in(cstring) RETURNS fresh LANGUAGE internal IMMUTABLE STRICT AS 'float8in';
CREATE FUNCTION fresh_out(fresh) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'float8out';
CREATE TYPE fresh (INPUT = fresh_in, OUTPUT = fresh_out, INTERNALLENGTH = 8, PASSEDBYVALUE, ALIGNMENT = double, CATEGORY = 'N', PREFERRED, DEFAULT = '1.5', DELIMITER = ';');
CREATE FUNCTION twice(fresh) RETURNS fresh LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE u (id int, f fresh DEFAULT '2.5');
COMMENT ON TYPE word IS 'new';
