-- finds: table public.a
-- leaves: table public.b
-- leaves: table public.c
-- finds: table public.narrow
-- leaves: table public.whole_1
CREATE TABLE a (id int);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE TABLE b (id int);
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY b_own ON b USING (id = 1);
CREATE TABLE c (id int);
CREATE TABLE narrow (id int);
ALTER TABLE narrow ENABLE ROW LEVEL SECURITY;
CREATE POLICY narrow_more ON narrow AS RESTRICTIVE USING (id = 1);
CREATE TABLE whole (id int) PARTITION BY LIST (id);
CREATE TABLE whole_1 PARTITION OF whole FOR VALUES IN (1);
ALTER TABLE whole ENABLE ROW LEVEL SECURITY;
ALTER TABLE whole_1 ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_own ON whole USING (id = 1);
