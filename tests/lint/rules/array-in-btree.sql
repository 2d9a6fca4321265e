-- finds: index public.a_tree
-- leaves: index public.a_gin
-- leaves: index public.a_n
-- leaves: index public.a_length
-- finds: index public.d_tags
CREATE TABLE a (tags text[], n int);
CREATE INDEX a_tree ON a (n, tags DESC);
CREATE INDEX a_gin ON a USING gin (tags);
CREATE INDEX a_n ON a (n);
CREATE INDEX a_length ON a (cardinality(tags));
CREATE DOMAIN tags AS text[];
CREATE TABLE d (tags tags);
CREATE INDEX d_tags ON d (tags);
