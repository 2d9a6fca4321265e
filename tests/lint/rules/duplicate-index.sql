-- finds: index public.a_twin
-- finds: index public.a_unique
-- finds: unique public.a.a_t
-- leaves: index public.a_n
-- leaves: index public.a_partial
-- leaves: index public.a_backwards
CREATE TABLE a (id int PRIMARY KEY, n int, t text, CONSTRAINT a_t UNIQUE (t));
ALTER TABLE a ADD CONSTRAINT a_again UNIQUE (t);
CREATE INDEX a_n ON a (n);
CREATE INDEX a_twin ON a USING btree (n ASC);
CREATE INDEX a_partial ON a (n) WHERE n > 0;
CREATE INDEX a_backwards ON a (n DESC, t);
CREATE UNIQUE INDEX a_unique ON a (t);
