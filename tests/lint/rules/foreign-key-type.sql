-- finds: foreign key public.b.b_narrow
-- finds: foreign key public.b.b_text
-- leaves: foreign key public.b.b_same
-- leaves: foreign key public.b.b_domain
-- finds: foreign key public.w.w_short
-- leaves: foreign key public.w.w_wider
-- leaves: foreign key public.w.w_open
-- leaves: foreign key public.w.w_number
CREATE TABLE a (id bigint PRIMARY KEY, code text UNIQUE);
CREATE DOMAIN number AS bigint CHECK (VALUE > 0);
CREATE TABLE b (
    checked number CONSTRAINT b_domain REFERENCES a,
    narrow int CONSTRAINT b_narrow REFERENCES a,
    code varchar(10) CONSTRAINT b_text REFERENCES a (code),
    same int8 CONSTRAINT b_same REFERENCES a (id)
);
CREATE TABLE v (code varchar(10) UNIQUE, name text UNIQUE, n numeric(10,2) UNIQUE);
CREATE TABLE w (
    short varchar(5) CONSTRAINT w_short REFERENCES v (code),
    wider varchar(20) CONSTRAINT w_wider REFERENCES v (code),
    open varchar CONSTRAINT w_open REFERENCES v (name),
    n numeric CONSTRAINT w_number REFERENCES v (n)
);
