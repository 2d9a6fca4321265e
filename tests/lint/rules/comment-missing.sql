-- finds: table public.a
-- finds: view public.v
-- leaves: table public.told
-- leaves: table public.told_1
CREATE TABLE a (id int);
CREATE VIEW v AS SELECT 1 AS n;
CREATE TABLE told (id int) PARTITION BY LIST (id);
CREATE TABLE told_1 PARTITION OF told FOR VALUES IN (1);
COMMENT ON TABLE told IS 'what it is for';
