-- finds: column public.Éé.a b
-- finds: column public.Éé.1a
-- leaves: table public.Éé
-- leaves: column public.Éé.é
-- leaves: column public.Éé.日本
-- finds: table public.Orders
-- finds: column public.a.orderId
-- finds: function public."doIt"(integer)
-- leaves: table public.a
-- leaves: function public.do_it(integer)
-- finds: column public.wide.Größe
-- leaves: column public.wide.größe
CREATE TABLE "Orders" (id int);
CREATE TABLE a ("orderId" int, n1$ int);
CREATE FUNCTION "doIt"(n int) RETURNS int LANGUAGE sql AS 'SELECT n';
CREATE FUNCTION do_it(n int) RETURNS int LANGUAGE sql AS 'SELECT n';
CREATE TABLE wide (größe int, "Größe" int);
CREATE TABLE Éé (é int, 日本 int, "a b" int, "1a" int);
