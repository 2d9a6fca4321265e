-- finds: sequence public.c_id_seq
-- finds: sequence public.a_id_seq
-- leaves: sequence public.b_id_seq
CREATE TABLE a (id serial);
ALTER TABLE a ALTER id TYPE bigint;
CREATE TABLE b (id bigserial);
CREATE DOMAIN number AS bigint;
CREATE TABLE c (id int DEFAULT 0);
CREATE SEQUENCE c_id_seq AS int OWNED BY c.id;
ALTER TABLE c ALTER id TYPE number;
