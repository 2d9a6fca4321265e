-- finds: primary key public.a.a_pkey
-- finds: index public.a_index
-- leaves: unique public.a.a_four
-- leaves: index public.a_plain
CREATE TABLE a (a int, b int, c int, d int, e int, PRIMARY KEY (a, b, c, d, e));
ALTER TABLE a ADD CONSTRAINT a_four UNIQUE (b, c, d, e);
CREATE UNIQUE INDEX a_index ON a (e, d, c, b, a);
CREATE INDEX a_plain ON a (e, d, c, a, b);
