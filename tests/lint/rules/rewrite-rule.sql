-- finds: rule public.a.a_rule
-- leaves: view public.v
CREATE TABLE a (id int);
CREATE RULE a_rule AS ON DELETE TO a DO INSTEAD NOTHING;
CREATE VIEW v AS SELECT id FROM a;
