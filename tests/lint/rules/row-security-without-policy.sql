-- finds: table public.a
-- leaves: table public.b
-- leaves: table public.c
CREATE TABLE a (id int);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE TABLE b (id int);
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY b_own ON b USING (id = 1);
CREATE TABLE c (id int);
