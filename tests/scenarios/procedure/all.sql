--- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE PROCEDURE body(a int) LANGUAGE sql AS 'INSERT INTO public.t VALUES (a)';
CREATE PROCEDURE gives(a int, OUT b text) LANGUAGE plpgsql AS 'BEGIN b := ''x''; END';
CREATE PROCEDURE gone(a int, INOUT b text) LANGUAGE plpgsql AS 'BEGIN b := ''x''; END';
CREATE PROCEDURE renamed_argument(a int) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
COMMENT ON PROCEDURE gives(int, OUT text) IS 'old';
--- rows
INSERT INTO t VALUES (1);
--- after
CREATE TABLE t (id int PRIMARY KEY);
CREATE PROCEDURE body(a int) SECURITY DEFINER SET search_path TO '' BEGIN ATOMIC INSERT INTO public.t VALUES (a); DELETE FROM public.t; END;
CREATE PROCEDURE gives(a int, OUT b text) LANGUAGE plpgsql AS 'BEGIN b := ''y''; END';
CREATE PROCEDURE renamed_argument(b int) LANGUAGE sql AS '';
COMMENT ON PROCEDURE gives(int, OUT text) IS 'new';
