-- finds: foreign key public.b.b_never
-- finds: foreign key public.b.b_on_update
-- leaves: foreign key public.b.b_may
-- leaves: foreign key public.b.b_cascades
-- finds: foreign key public.more.more_domain
-- finds: foreign key public.more.more_no_default
-- leaves: foreign key public.more.more_default
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (
    never int NOT NULL CONSTRAINT b_never REFERENCES a ON DELETE SET NULL,
    upd int NOT NULL CONSTRAINT b_on_update REFERENCES a ON UPDATE SET NULL,
    may int CONSTRAINT b_may REFERENCES a ON DELETE SET NULL,
    cascades int NOT NULL CONSTRAINT b_cascades REFERENCES a ON DELETE CASCADE
);
CREATE TABLE top (id int PRIMARY KEY);
CREATE DOMAIN there AS int NOT NULL;
CREATE TABLE more (
    x there CONSTRAINT more_domain REFERENCES top ON DELETE SET NULL,
    y int NOT NULL CONSTRAINT more_no_default REFERENCES top ON DELETE SET DEFAULT,
    z int NOT NULL DEFAULT 1 CONSTRAINT more_default REFERENCES top ON DELETE SET DEFAULT
);
