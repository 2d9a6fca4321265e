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
