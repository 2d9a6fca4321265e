-- finds: foreign key public.b.b_never
-- finds: foreign key public.b.b_on_update
-- leaves: foreign key public.b.b_may
-- leaves: foreign key public.b.b_cascades
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (
    never int NOT NULL CONSTRAINT b_never REFERENCES a ON DELETE SET NULL,
    upd int NOT NULL CONSTRAINT b_on_update REFERENCES a ON UPDATE SET NULL,
    may int CONSTRAINT b_may REFERENCES a ON DELETE SET NULL,
    cascades int NOT NULL CONSTRAINT b_cascades REFERENCES a ON DELETE CASCADE
);
