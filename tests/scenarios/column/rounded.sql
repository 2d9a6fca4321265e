--- before
CREATE TABLE t (id int PRIMARY KEY, a numeric(12,4), b double precision, c timestamptz, d timestamp, e numeric(10,0), f bigint, g numeric, tags text[], code char(4)[]);
--- rows
INSERT INTO t VALUES (1, 1.2345, 1.5, now(), now(), 7, 8, 9.99, '{abc}', '{ab}');
--- after
CREATE TABLE t (id int PRIMARY KEY, a numeric(12,2), b real, c timestamptz(0), d date, e int, f double precision, g numeric(10,2), tags varchar(5)[], code varchar(4)[]);
