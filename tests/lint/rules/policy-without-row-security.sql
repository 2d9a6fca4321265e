-- finds: policy public.a.a_own
-- leaves: policy public.b.b_own
CREATE TABLE a (id int);
CREATE POLICY a_own ON a USING (id = 1);
CREATE TABLE b (id int);
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY b_own ON b USING (id = 1);
