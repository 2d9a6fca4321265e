-- finds: table public.аccount
-- finds: column public.a.i​d
-- finds: column public.a.n o
-- finds: column public.a.é
-- leaves: column public.a.é
-- leaves: column public.a.счёт
-- leaves: column public.a.日本_id
-- leaves: column public.a.λ
-- leaves: column public.a.Größe x
CREATE TABLE "аccount" (id int);
CREATE TABLE a ("i​d" int, "n o" int, "é" int, "é" int, "счёт" int, "日本_id" int, "λ" int, "Größe x" int);
