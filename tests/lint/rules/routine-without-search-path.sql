-- since: 14
-- finds: function public.loose()
-- finds: procedure public.work()
-- leaves: function public.tight()
-- leaves: function public.parsed()
CREATE FUNCTION loose() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE work() LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION tight() RETURNS int LANGUAGE sql SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION parsed() RETURNS int LANGUAGE sql RETURN 1;
