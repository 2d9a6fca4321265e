-- finds: policy public.a.a_all
-- finds: policy public.a.a_new
-- leaves: policy public.a.a_read
-- leaves: policy public.a.a_own
-- leaves: policy public.a.a_narrow
CREATE TABLE a (id int);
CREATE POLICY a_all ON a USING (true);
CREATE POLICY a_new ON a FOR INSERT WITH CHECK (true);
CREATE POLICY a_read ON a FOR SELECT USING (true);
CREATE POLICY a_own ON a FOR UPDATE USING (true) WITH CHECK (id = 1);
CREATE POLICY a_narrow ON a AS RESTRICTIVE FOR DELETE USING (true);
