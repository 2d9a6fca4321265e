-- leaves: check public.owned.by_own
-- leaves: check public.owned.said
-- finds: check public.a.a_clock
-- finds: check public.a.a_loose
-- leaves: check public.a.a_firm
-- leaves: check public.a.a_plain
-- finds: check public.b.b_local
-- finds: check public.b.b_age
-- finds: check public.b.b_who
-- finds: domain check public.past.past_check
-- leaves: check public.b.b_said
-- leaves: check public.b.b_between
-- leaves: check public.b.b_quoted
CREATE FUNCTION loose(n int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT n > 0';
CREATE FUNCTION firm(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0';
CREATE TABLE a (
    n int, at timestamptz,
    CONSTRAINT a_clock CHECK (at < now()), CONSTRAINT a_loose CHECK (loose(n)),
    CONSTRAINT a_firm CHECK (firm(n)), CONSTRAINT a_plain CHECK (n < 9)
);
CREATE DOMAIN past AS date CHECK (VALUE < current_date);
CREATE TABLE b (
    at timestamp, who text, "current_date" date,
    CONSTRAINT b_local CHECK (at < localtimestamp), CONSTRAINT b_age CHECK (age(at) < '1 year'),
    CONSTRAINT b_who CHECK (who = current_user), CONSTRAINT b_said CHECK (who <> 'CURRENT_DATE, now()'),
    CONSTRAINT b_between CHECK (age(at, '2020-01-01') < '1 year'), CONSTRAINT b_quoted CHECK ("current_date" > '2020-01-01')
);
CREATE SCHEMA own;
CREATE FUNCTION own.random(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n';
CREATE TABLE owned (n int, t text, CONSTRAINT by_own CHECK (own.random(n) > 0), CONSTRAINT said CHECK (t <> E'\\ now()'));
