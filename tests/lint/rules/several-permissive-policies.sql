-- finds: policy public.a.a_two
-- leaves: policy public.a.a_one
-- leaves: policy public.a.a_narrow
-- leaves: policy public.b.b_read
-- leaves: policy public.b.b_write
-- finds: policy public.c.c_app
-- leaves: policy public.c.c_all
CREATE TABLE a (id int);
CREATE POLICY a_one ON a USING (id = 1);
CREATE POLICY a_two ON a FOR SELECT USING (id = 2);
CREATE POLICY a_narrow ON a AS RESTRICTIVE USING (id < 9);
CREATE TABLE b (id int);
CREATE POLICY b_read ON b FOR SELECT USING (id = 1);
CREATE POLICY b_write ON b FOR DELETE USING (id = 2);
CREATE TABLE c (id int);
CREATE POLICY c_all ON c FOR SELECT USING (id = 1);
CREATE POLICY c_app ON c FOR SELECT TO vf_app USING (id = 2);
