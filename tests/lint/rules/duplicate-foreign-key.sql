-- finds: foreign key public.b.b_two
-- leaves: foreign key public.b.b_one
-- leaves: foreign key public.b.b_other
-- finds: foreign key public.turned.turned_two
CREATE TABLE a (id int PRIMARY KEY, n int UNIQUE);
CREATE TABLE b (
    a int CONSTRAINT b_one REFERENCES a,
    CONSTRAINT b_two FOREIGN KEY (a) REFERENCES a ON DELETE CASCADE,
    CONSTRAINT b_other FOREIGN KEY (a) REFERENCES a (n)
);
CREATE TABLE pairs (a int, b int, UNIQUE (a, b));
CREATE UNIQUE INDEX ON pairs (b, a);
CREATE TABLE turned (
    a int, b int, CONSTRAINT turned_one FOREIGN KEY (a, b) REFERENCES pairs (a, b),
    CONSTRAINT turned_two FOREIGN KEY (b, a) REFERENCES pairs (b, a)
);
