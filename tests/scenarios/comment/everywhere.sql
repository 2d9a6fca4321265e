--- before
CREATE SCHEMA s;
CREATE TABLE s.t (id int CONSTRAINT k PRIMARY KEY, a int CONSTRAINT u UNIQUE, CONSTRAINT c CHECK (a > 0));
CREATE INDEX i ON s.t (a);
COMMENT ON TABLE s.t IS 'old';
COMMENT ON COLUMN s.t.a IS 'gone';
COMMENT ON SCHEMA s IS 'gone too';
--- rows
INSERT INTO s.t VALUES (1, 1);
--- after
CREATE SCHEMA s;
CREATE TABLE s.t (id int CONSTRAINT k PRIMARY KEY, a int CONSTRAINT u UNIQUE, CONSTRAINT c CHECK (a > 0));
CREATE INDEX i ON s.t (a);
COMMENT ON TABLE s.t IS E'new, with ''quotes'', a back\\slash and\ntwo lines';
COMMENT ON COLUMN s.t.id IS '$$ é 漢';
COMMENT ON CONSTRAINT k ON s.t IS 'key';
COMMENT ON CONSTRAINT u ON s.t IS 'unique';
COMMENT ON CONSTRAINT c ON s.t IS 'check';
COMMENT ON INDEX s.i IS 'index';
