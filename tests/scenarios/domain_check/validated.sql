--- before
CREATE DOMAIN d AS int;
ALTER DOMAIN d ADD CONSTRAINT validated CHECK (VALUE < 500) NOT VALID;
CREATE TABLE t (id int PRIMARY KEY, a d);
--- rows
INSERT INTO t VALUES (1, 7), (2, NULL);
--- after
CREATE DOMAIN d AS int CONSTRAINT validated CHECK (VALUE < 500);
CREATE TABLE t (id int PRIMARY KEY, a d);
--- one_way
What is valid is never made NOT VALID again, and pg_dump writes that another way.
