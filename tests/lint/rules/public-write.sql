-- finds: privileges table.public.a
-- finds: privileges schema.open
-- finds: privileges sequence.public.s
-- leaves: privileges table.public.b
CREATE TABLE a (id int);
GRANT SELECT, INSERT ON a TO PUBLIC;
CREATE TABLE b (id int);
GRANT SELECT ON b TO PUBLIC;
CREATE SEQUENCE s;
GRANT USAGE ON SEQUENCE s TO PUBLIC;
CREATE SCHEMA open;
GRANT CREATE ON SCHEMA open TO PUBLIC;
