-- finds: column public.a.code
-- finds: domain public.country
-- leaves: column public.a.word
-- leaves: column public.a.flag
CREATE DOMAIN country AS char(2);
CREATE TABLE a (code char(2), word varchar(2), flag "char");
