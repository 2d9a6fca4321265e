--- before
CREATE TABLE t (id int PRIMARY KEY);
--- rows
INSERT INTO t VALUES (1), (2);
--- after
CREATE FUNCTION z_default() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE z_rates (id int PRIMARY KEY, rate int DEFAULT z_default());
CREATE FUNCTION a_rate(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
    'BEGIN RETURN (SELECT rate FROM public.z_rates WHERE id = $1); END';
CREATE TABLE t (id int PRIMARY KEY, r int GENERATED ALWAYS AS (a_rate(id)) STORED);
CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN two(); END';
CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN one(); END';
