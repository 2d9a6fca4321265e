-- finds: column public.a.word
-- leaves: column public.a.any
CREATE TABLE a (word varchar(80), "any" varchar, said text);
