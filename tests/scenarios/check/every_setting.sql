--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text, CONSTRAINT a_pos CHECK (a > 0), CONSTRAINT gone CHECK (a < 100), CONSTRAINT b_in CHECK (b IN ('x', 'y')));
ALTER TABLE t ADD CONSTRAINT loose CHECK (a <> 8) NOT ENFORCED;
COMMENT ON CONSTRAINT a_pos ON t IS 'above zero';
--- rows
INSERT INTO t VALUES (1, 1, 'x');
--- after
CREATE TABLE t (id int PRIMARY KEY, a int, b text, CONSTRAINT a_pos CHECK (a >= 0), CONSTRAINT b_in CHECK (b IN ('x', 'y', 'z')), CONSTRAINT fresh CHECK (a < 10) NO INHERIT);
ALTER TABLE t ADD CONSTRAINT loose CHECK (a <> 8);
ALTER TABLE t ADD CONSTRAINT unsure CHECK (a <> 9) NOT VALID;
COMMENT ON CONSTRAINT a_pos ON t IS 'not below zero';
