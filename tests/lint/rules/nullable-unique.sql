-- finds: unique public.a.a_loose
-- finds: index public.a_index
-- leaves: unique public.a.a_single
-- leaves: unique public.a.a_tight
-- leaves: index public.a_told
-- finds: index public.b_other
-- leaves: index public.b_quoted
-- leaves: index public.b_compared
-- leaves: unique public.b.b_checked
-- leaves: unique public.b.b_domain
CREATE TABLE a (
    n int NOT NULL, m int NOT NULL, x int CONSTRAINT a_single UNIQUE,
    CONSTRAINT a_loose UNIQUE (n, x), CONSTRAINT a_tight UNIQUE (n, m)
);
CREATE UNIQUE INDEX a_index ON a (x, m);
CREATE UNIQUE INDEX a_told ON a (m, x) WHERE x IS NOT NULL;
CREATE DOMAIN there AS int NOT NULL;
CREATE TABLE b (
    n int NOT NULL, d int, bad int, "A b" int, at there, x int CHECK (x IS NOT NULL),
    CONSTRAINT b_checked UNIQUE (n, x), CONSTRAINT b_domain UNIQUE (n, at)
);
CREATE UNIQUE INDEX b_other ON b (n, d) WHERE bad IS NOT NULL;
CREATE UNIQUE INDEX b_quoted ON b (n, "A b") WHERE "A b" IS NOT NULL;
CREATE UNIQUE INDEX b_compared ON b (n, d) WHERE d > 0 AND bad IS NULL;
