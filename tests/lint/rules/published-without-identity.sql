-- finds: table public.keyless
-- leaves: table public.keyed
-- leaves: table public.whole
-- leaves: table public.unsent
-- finds: table public.part_1
-- leaves: table public.key_1
CREATE TABLE keyless (n int);
CREATE TABLE keyed (n int PRIMARY KEY);
CREATE TABLE whole (n int);
ALTER TABLE whole REPLICA IDENTITY FULL;
CREATE TABLE unsent (n int);
CREATE PUBLICATION sent FOR TABLE keyless, keyed, whole;
CREATE TABLE part (id int) PARTITION BY LIST (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE key_all (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE key_1 PARTITION OF key_all FOR VALUES IN (1);
CREATE PUBLICATION of_parts FOR TABLE part, key_all;
