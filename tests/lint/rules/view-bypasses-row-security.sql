-- since: 15
-- finds: view public.leaks
-- finds: view public.leaks_too
-- finds: materialized view public.kept
-- leaves: view public.asks
-- leaves: view public.plain
-- leaves: view public.of_forced
CREATE TABLE a (id int);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE TABLE b (id int);
CREATE VIEW leaks AS SELECT id FROM a;
CREATE VIEW leaks_too AS SELECT id + 1 AS n FROM leaks;
CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM a;
CREATE VIEW asks WITH (security_invoker = true) AS SELECT id FROM a;
CREATE VIEW plain AS SELECT id FROM b;
CREATE TABLE forced (id int);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
CREATE VIEW of_forced AS SELECT id FROM forced;
