-- finds: column public.a.at
-- finds: column public.a.many
-- leaves: column public.a.moment
-- leaves: column public.a.day
CREATE TABLE a (at timestamp(3), many timestamp[], moment timestamptz, day date);
