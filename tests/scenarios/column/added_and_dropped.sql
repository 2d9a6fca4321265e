--- before
CREATE TABLE t (id int PRIMARY KEY, gone int, ref int REFERENCES t (id), CONSTRAINT t_gone CHECK (gone > 0));
CREATE INDEX t_gone_idx ON t (gone, id);
COMMENT ON COLUMN t.gone IS 'goes';
--- rows
INSERT INTO t VALUES (1, 1, NULL), (2, 2, 1);
--- after
CREATE TABLE t (id int PRIMARY KEY, fresh uuid DEFAULT gen_random_uuid(), b boolean NOT NULL DEFAULT false, ref int REFERENCES t (id), c date DEFAULT current_date);
COMMENT ON COLUMN t.fresh IS 'comes';
