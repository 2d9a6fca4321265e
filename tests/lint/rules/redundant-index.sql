-- finds: index public.deep_one_n
-- finds: index public.deep_one_id
-- leaves: index public.deep_one_nt
-- leaves: index public.loose_n
-- finds: index public.a_n
-- finds: index public.a_id
-- finds: index public.a_n_desc
-- finds: index public.a_covering
-- leaves: index public.a_nt
-- leaves: index public.a_small
-- leaves: index public.a_first
-- leaves: index public.a_pattern
-- leaves: index public.a_tn
-- leaves: index public.a_gin
-- leaves: index public.a_identity
CREATE TABLE a (id int PRIMARY KEY, n int, t text, u text NOT NULL, tags text[], more text[], UNIQUE (u, n));
CREATE INDEX a_id ON a (id);
CREATE INDEX a_n ON a (n);
CREATE INDEX a_n_desc ON a (n DESC);
CREATE INDEX a_nt ON a (n, t);
CREATE INDEX a_tn ON a (t, n);
CREATE INDEX a_small ON a (n) WHERE t = 'x';
CREATE INDEX a_first ON a (t DESC NULLS LAST);
CREATE INDEX a_pattern ON a (t text_pattern_ops);
CREATE INDEX a_covering ON a (u) INCLUDE (n);
CREATE INDEX a_gin ON a USING gin (tags);
CREATE INDEX a_gin_two ON a USING gin (tags, more);
CREATE UNIQUE INDEX a_identity ON a (u);
CREATE TABLE deep (id int, n int, t text, PRIMARY KEY (id, n)) PARTITION BY RANGE (id);
CREATE INDEX deep_n ON deep (n, id);
CREATE TABLE deep_one PARTITION OF deep FOR VALUES FROM (0) TO (9) PARTITION BY LIST (n);
CREATE TABLE deep_one_one PARTITION OF deep_one FOR VALUES IN (1);
CREATE INDEX deep_one_n ON deep_one (n);
CREATE INDEX deep_one_nt ON deep_one (n, t);
CREATE INDEX deep_one_id ON deep_one_one (id);
CREATE TABLE loose (id int, n int, t text) PARTITION BY RANGE (id);
CREATE TABLE loose_one PARTITION OF loose FOR VALUES FROM (0) TO (9);
CREATE INDEX loose_nt ON ONLY loose (n, t);
CREATE INDEX loose_n ON loose_one (n);
