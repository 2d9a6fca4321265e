-- finds: index public.a_tree
-- leaves: index public.a_gin
-- leaves: index public.a_n
-- leaves: index public.a_length
CREATE TABLE a (tags text[], n int);
CREATE INDEX a_tree ON a (n, tags DESC);
CREATE INDEX a_gin ON a USING gin (tags);
CREATE INDEX a_n ON a (n);
CREATE INDEX a_length ON a (cardinality(tags));
