-- finds: column public.a.id
-- leaves: column public.a.new
-- leaves: column public.a.shared
CREATE SEQUENCE numbers;
CREATE TABLE a (id serial, new bigint GENERATED ALWAYS AS IDENTITY, shared bigint DEFAULT nextval('numbers'));
