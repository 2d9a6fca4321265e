-- finds: foreign key public.b.b_none
-- finds: foreign key public.b.b_second
-- finds: foreign key public.b.b_partial
-- finds: foreign key public.b.b_gin
-- leaves: foreign key public.b.b_indexed
-- leaves: foreign key public.b.b_key
-- leaves: foreign key public.b.b_pair
-- leaves: foreign key public.b.b_not_null
-- leaves: foreign key public.parts.parts_a
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
