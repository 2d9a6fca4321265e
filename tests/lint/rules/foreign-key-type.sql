-- finds: foreign key public.b.b_narrow
-- finds: foreign key public.b.b_text
-- leaves: foreign key public.b.b_same
-- leaves: foreign key public.b.b_domain
CREATE TABLE a (id bigint PRIMARY KEY, code text UNIQUE);
CREATE DOMAIN number AS bigint CHECK (VALUE > 0);
CREATE TABLE b (
    checked number CONSTRAINT b_domain REFERENCES a,
    narrow int CONSTRAINT b_narrow REFERENCES a,
    code varchar(10) CONSTRAINT b_text REFERENCES a (code),
    same int8 CONSTRAINT b_same REFERENCES a (id)
);
