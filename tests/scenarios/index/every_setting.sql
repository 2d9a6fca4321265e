--- before
CREATE TABLE t (id int PRIMARY KEY, a text, b int, tags text[], doc jsonb, span int4range);
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b) WITH (fillfactor = 70);
CREATE INDEX t_gone ON t (b DESC NULLS LAST);
CREATE INDEX t_expr ON t (lower(a));
ALTER TABLE t CLUSTER ON t_b;
COMMENT ON INDEX t_a IS 'by a';
--- rows
INSERT INTO t VALUES (1, 'a', 1, '{x}', '{"k": 1}', '[1,2)'), (2, 'b', NULL, NULL, NULL, NULL);
--- after
CREATE TABLE t (id int PRIMARY KEY, a text, b int, tags text[], doc jsonb, span int4range);
CREATE INDEX t_a ON t (a COLLATE "C" text_pattern_ops DESC NULLS LAST) INCLUDE (b);
CREATE INDEX t_b ON t (b) WITH (deduplicate_items = off, fillfactor = 80);
CREATE INDEX t_expr ON t (lower(a));
ALTER INDEX t_expr ALTER COLUMN 1 SET STATISTICS 300;
CREATE UNIQUE INDEX t_ub ON t (b) NULLS NOT DISTINCT WHERE b > 0;
CREATE INDEX t_tags ON t USING gin (tags) WITH (fastupdate = off);
CREATE INDEX t_doc ON t USING gin (doc jsonb_path_ops);
CREATE INDEX t_span ON t USING gist (span);
CREATE INDEX t_brin ON t USING brin (id int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 32);
CREATE INDEX t_hash ON t USING hash (a);
ALTER TABLE t CLUSTER ON t_a;
COMMENT ON INDEX t_a IS 'by a, downwards';
COMMENT ON INDEX t_pkey IS 'the key''s own';
