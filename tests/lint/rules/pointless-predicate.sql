-- finds: index public.a_all
-- finds: index public.a_key
-- leaves: index public.a_some
-- leaves: index public.a_both
CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL, m int);
CREATE INDEX a_all ON a (m) WHERE n IS NOT NULL;
CREATE INDEX a_key ON a (n) WHERE id IS NOT NULL;
CREATE INDEX a_some ON a (n) WHERE m IS NOT NULL;
CREATE INDEX a_both ON a (m, n) WHERE n IS NOT NULL AND m IS NOT NULL;
