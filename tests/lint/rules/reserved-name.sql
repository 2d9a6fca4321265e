-- finds: table public.user
-- finds: column public.a.order
-- leaves: table public.a
-- leaves: column public.a.name
-- finds: enum public.position
-- finds: function public."values"()
-- finds: table public.authorization
-- leaves: column public.b.position
-- leaves: table public.values
CREATE TABLE "user" (id int);
CREATE TABLE a ("order" int, name text);
CREATE TABLE b (position int, time int);
CREATE TABLE "values" (id int);
CREATE TABLE "authorization" (id int);
CREATE TYPE "position" AS ENUM ('a');
CREATE FUNCTION "values"() RETURNS int LANGUAGE sql AS 'SELECT 1';
