-- finds: check public.a.a_clock
-- finds: check public.a.a_loose
-- leaves: check public.a.a_firm
-- leaves: check public.a.a_plain
CREATE FUNCTION loose(n int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT n > 0';
CREATE FUNCTION firm(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0';
CREATE TABLE a (
    n int, at timestamptz,
    CONSTRAINT a_clock CHECK (at < now()), CONSTRAINT a_loose CHECK (loose(n)),
    CONSTRAINT a_firm CHECK (firm(n)), CONSTRAINT a_plain CHECK (n < 9)
);
