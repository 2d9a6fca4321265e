-- finds: foreign key public.b.b_two
-- leaves: foreign key public.b.b_one
-- leaves: foreign key public.b.b_other
CREATE TABLE a (id int PRIMARY KEY, n int UNIQUE);
CREATE TABLE b (
    a int CONSTRAINT b_one REFERENCES a,
    CONSTRAINT b_two FOREIGN KEY (a) REFERENCES a ON DELETE CASCADE,
    CONSTRAINT b_other FOREIGN KEY (a) REFERENCES a (n)
);
