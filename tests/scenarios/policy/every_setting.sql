--- before
CREATE TABLE t (id int PRIMARY KEY, owner text, a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY roles ON t TO vf_app USING (owner = current_user);
CREATE POLICY conditions ON t USING (a > 0) WITH CHECK (a > 1);
CREATE POLICY condition_gone ON t USING (a > 0) WITH CHECK (a > 1);
CREATE POLICY command ON t FOR SELECT USING (true);
CREATE POLICY restrictive ON t USING (a < 9);
CREATE POLICY gone ON t FOR DELETE TO vf_reader USING (false);
COMMENT ON POLICY roles ON t IS 'one''s own';
--- rows
INSERT INTO t VALUES (1, 'x', 1);
--- after
CREATE TABLE t (id int PRIMARY KEY, owner text, a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY roles ON t USING (owner = current_user);
CREATE POLICY conditions ON t USING (a > 5) WITH CHECK (a > 6);
CREATE POLICY condition_gone ON t USING (a > 0);
CREATE POLICY command ON t FOR UPDATE USING (true) WITH CHECK (a > 0);
CREATE POLICY restrictive ON t AS RESTRICTIVE USING (a < 9);
CREATE POLICY "Fresh One" ON t FOR INSERT TO vf_app, vf_reader WITH CHECK (owner = 'me');
COMMENT ON POLICY roles ON t IS 'everybody''s own';
