--- before
CREATE TYPE used AS RANGE (SUBTYPE = int4);
CREATE TABLE t (id int PRIMARY KEY, a used);
--- rows
INSERT INTO t VALUES (1, '[1,2)');
--- after
CREATE TYPE used AS RANGE (SUBTYPE = int8);
CREATE TABLE t (id int PRIMARY KEY, a used);
