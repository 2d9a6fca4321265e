-- finds: index public.a_all
-- finds: index public.a_key
-- leaves: index public.a_some
-- leaves: index public.a_both
-- finds: index public.many_both
-- finds: index public.many_domain
-- leaves: index public.many_one
CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL, m int);
CREATE INDEX a_all ON a (m) WHERE n IS NOT NULL;
CREATE INDEX a_key ON a (n) WHERE id IS NOT NULL;
CREATE INDEX a_some ON a (n) WHERE m IS NOT NULL;
CREATE INDEX a_both ON a (m, n) WHERE n IS NOT NULL AND m IS NOT NULL;
CREATE DOMAIN there AS int NOT NULL;
CREATE TABLE many (n int NOT NULL, "A b" int NOT NULL, at there, x int);
CREATE INDEX many_both ON many (x) WHERE n IS NOT NULL AND "A b" IS NOT NULL;
CREATE INDEX many_domain ON many (x) WHERE at IS NOT NULL;
CREATE INDEX many_one ON many (n) WHERE n IS NOT NULL AND x IS NOT NULL;
