-- finds: column public.a.at
-- leaves: column public.a.fine
CREATE TABLE a (at timestamptz(0), fine timestamptz(3), whole timestamptz);
