-- finds: column public.a.old
-- leaves: column public.a.new
CREATE TABLE a (old json, new jsonb);
