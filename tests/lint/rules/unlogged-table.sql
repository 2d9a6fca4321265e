-- finds: table public.a
-- leaves: table public.b
CREATE UNLOGGED TABLE a (id int);
CREATE TABLE b (id int);
