-- finds: column public.a.at
-- leaves: column public.a.hour
CREATE TABLE a (at timetz, hour time);
