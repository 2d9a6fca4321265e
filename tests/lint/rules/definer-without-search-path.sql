-- since: 14
-- finds: function public.loose()
-- leaves: function public.tight()
-- leaves: function public.parsed()
-- leaves: function public.invoker()
CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION tight() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION parsed() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;
CREATE FUNCTION invoker() RETURNS int LANGUAGE sql AS 'SELECT 1';
