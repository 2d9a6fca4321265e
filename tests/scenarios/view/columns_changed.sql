--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE VIEW more AS SELECT id, a FROM t;
CREATE VIEW less AS SELECT id, a, b FROM t;
CREATE VIEW on_less AS SELECT id, b FROM less;
COMMENT ON VIEW more IS 'some';
COMMENT ON COLUMN less.a IS 'a thing';
COMMENT ON VIEW on_less IS 'stands on less';
--- rows
INSERT INTO t VALUES (1, 1, 'x');
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE VIEW more AS SELECT id, a, b FROM t WHERE a > 0;
CREATE VIEW less AS SELECT id, b FROM t;
CREATE VIEW on_less AS SELECT id, b FROM less;
COMMENT ON VIEW more IS 'some more';
COMMENT ON COLUMN less.b IS 'b thing';
COMMENT ON VIEW on_less IS 'stands on less';
