-- finds: table public.user
-- finds: column public.a.order
-- leaves: table public.a
-- leaves: column public.a.name
CREATE TABLE "user" (id int);
CREATE TABLE a ("order" int, name text);
