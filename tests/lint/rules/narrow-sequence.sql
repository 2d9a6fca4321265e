-- finds: sequence public.a_id_seq
-- leaves: sequence public.b_id_seq
CREATE TABLE a (id serial);
ALTER TABLE a ALTER id TYPE bigint;
CREATE TABLE b (id bigserial);
