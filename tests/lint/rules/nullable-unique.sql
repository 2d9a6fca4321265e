-- finds: unique public.a.a_loose
-- finds: index public.a_index
-- leaves: unique public.a.a_single
-- leaves: unique public.a.a_tight
-- leaves: index public.a_told
CREATE TABLE a (
    n int NOT NULL, m int NOT NULL, x int CONSTRAINT a_single UNIQUE,
    CONSTRAINT a_loose UNIQUE (n, x), CONSTRAINT a_tight UNIQUE (n, m)
);
CREATE UNIQUE INDEX a_index ON a (x, m);
CREATE UNIQUE INDEX a_told ON a (m, x) WHERE x IS NOT NULL;
