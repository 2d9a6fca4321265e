-- finds: index public.part_one_again
-- leaves: index public.part_one_other
-- leaves: index public.part_two_n
-- finds: index public.a_twin
-- finds: index public.a_unique
-- finds: unique public.a.a_t
-- leaves: index public.a_n
-- leaves: index public.a_partial
-- leaves: index public.a_backwards
CREATE TABLE a (id int PRIMARY KEY, n int, t text, CONSTRAINT a_t UNIQUE (t));
ALTER TABLE a ADD CONSTRAINT a_again UNIQUE (t);
CREATE INDEX a_n ON a (n);
CREATE INDEX a_twin ON a USING btree (n ASC);
CREATE INDEX a_partial ON a (n) WHERE n > 0;
CREATE INDEX a_backwards ON a (n DESC, t);
CREATE UNIQUE INDEX a_unique ON a (t);
CREATE TABLE part (id int, n int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE part_one PARTITION OF part FOR VALUES FROM (0) TO (9);
CREATE TABLE part_two PARTITION OF part FOR VALUES FROM (9) TO (99);
CREATE INDEX part_n ON part (n);
CREATE INDEX part_one_again ON part_one (n);
CREATE INDEX part_one_other ON part_one (n DESC);
CREATE INDEX part_waits ON ONLY part (n, id);
CREATE INDEX part_two_n ON part_two (n, id);
