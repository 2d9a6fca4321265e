-- finds: foreign key public.b.b_none
-- finds: foreign key public.b.b_second
-- finds: foreign key public.b.b_partial
-- finds: foreign key public.b.b_gin
-- leaves: foreign key public.b.b_indexed
-- leaves: foreign key public.b.b_key
-- leaves: foreign key public.b.b_pair
-- leaves: foreign key public.b.b_not_null
-- leaves: foreign key public.parts.parts_a
-- finds: foreign key public.c.c_collated
-- finds: foreign key public.half.half_a
-- leaves: foreign key public.c.c_gist
-- leaves: foreign key public.c.c_pattern
-- leaves: foreign key public.each.each_a
CREATE TABLE a (id int PRIMARY KEY, x int, y int, UNIQUE (x, y));
CREATE TABLE b (
    id int PRIMARY KEY CONSTRAINT b_key REFERENCES a,
    none int CONSTRAINT b_none REFERENCES a,
    indexed int CONSTRAINT b_indexed REFERENCES a,
    second int CONSTRAINT b_second REFERENCES a,
    partial int CONSTRAINT b_partial REFERENCES a,
    nulls int CONSTRAINT b_not_null REFERENCES a,
    brin int CONSTRAINT b_gin REFERENCES a,
    x int, y int, CONSTRAINT b_pair FOREIGN KEY (x, y) REFERENCES a (x, y)
);
CREATE INDEX ON b (indexed, second);
CREATE INDEX ON b (partial) WHERE id > 7;
CREATE INDEX ON b (nulls) WHERE nulls IS NOT NULL;
CREATE INDEX ON b USING brin (brin);
CREATE INDEX ON b (y, x, id);
CREATE TABLE parts (id int, a int CONSTRAINT parts_a REFERENCES a) PARTITION BY LIST (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE INDEX ON parts (a);
CREATE EXTENSION btree_gist;
CREATE TABLE t (id text PRIMARY KEY);
CREATE TABLE c (
    gist int CONSTRAINT c_gist REFERENCES a, collated text CONSTRAINT c_collated REFERENCES t,
    pattern text CONSTRAINT c_pattern REFERENCES t, during tstzrange,
    EXCLUDE USING gist (gist WITH =, during WITH &&)
);
CREATE INDEX ON c (collated COLLATE "POSIX");
CREATE INDEX ON c (pattern text_pattern_ops);
CREATE TABLE each (id int, a int CONSTRAINT each_a REFERENCES a) PARTITION BY LIST (id);
CREATE TABLE each_1 PARTITION OF each FOR VALUES IN (1);
CREATE INDEX ON each_1 (a);
CREATE TABLE half (id int, a int CONSTRAINT half_a REFERENCES a) PARTITION BY LIST (id);
CREATE TABLE half_1 PARTITION OF half FOR VALUES IN (1);
CREATE TABLE half_2 PARTITION OF half FOR VALUES IN (2);
CREATE INDEX ON half_1 (a);
