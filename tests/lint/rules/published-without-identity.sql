-- finds: table public.keyless
-- leaves: table public.keyed
-- leaves: table public.whole
-- leaves: table public.unsent
CREATE TABLE keyless (n int);
CREATE TABLE keyed (n int PRIMARY KEY);
CREATE TABLE whole (n int);
ALTER TABLE whole REPLICA IDENTITY FULL;
CREATE TABLE unsent (n int);
CREATE PUBLICATION sent FOR TABLE keyless, keyed, whole;
