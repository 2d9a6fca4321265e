-- finds: function public.shouts()
-- finds: function public.dynamic()
-- finds: function public.listed()
-- finds: function public.odd()
-- finds: function public.writes()
-- leaves: function public.raises()
-- leaves: function public.elsewhere()
-- leaves: function public.alike()
-- leaves: function public.nested_comment()
-- finds: function public.secrets()
-- leaves: function public.others()
-- leaves: function public.asks()
-- leaves: function public.held()
-- leaves: function public.only_told()
CREATE TABLE a (id int);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION secrets() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    AS 'BEGIN RETURN (SELECT count(*) FROM a); END';
CREATE FUNCTION others() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION asks() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM a';
CREATE TABLE forced (id int);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
CREATE TABLE guarded (id int);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION held() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM forced';
CREATE FUNCTION only_told() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1 -- not guarded';
CREATE TABLE "Odd One" (id int, guarded int);
ALTER TABLE "Odd One" ENABLE ROW LEVEL SECURITY;
CREATE SCHEMA other;
CREATE TABLE other.guarded (id int, guarded int);
CREATE FUNCTION shouts() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT COUNT(*) FROM GUARDED';
CREATE FUNCTION dynamic() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$BEGIN EXECUTE 'DELETE FROM public.guarded WHERE id = $1' USING 1; END$$;
CREATE FUNCTION listed() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM forced f, guarded g';
CREATE FUNCTION odd() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM "Odd One"';
CREATE FUNCTION writes() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO guarded VALUES (1)';
CREATE FUNCTION raises() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$BEGIN RAISE NOTICE 'guarded by %, it''s guarded', 'a guarded'; END$$;
CREATE FUNCTION elsewhere() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM other.guarded';
CREATE FUNCTION alike() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    AS 'SELECT sum(o.guarded) FROM other.guarded o JOIN forced USING (id)';
CREATE FUNCTION nested_comment() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1 /* from /* guarded */ from guarded */';
