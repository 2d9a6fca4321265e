-- since: 18
-- finds: check public.a.a_low
-- leaves: check public.a.a_high
CREATE TABLE a (n int, CONSTRAINT a_low CHECK (n > 0) NOT ENFORCED, CONSTRAINT a_high CHECK (n < 9));
