-- finds: column public.a.code
-- leaves: column public.a.word
-- leaves: column public.a.flag
CREATE TABLE a (code char(2), word varchar(2), flag "char");
