-- finds: table public.keyless
-- finds: table public.child
-- finds: table public.parts
-- leaves: table public.keyed
-- leaves: table public.keyed_1
-- leaves: table public.parts_1
CREATE TABLE keyless (id int UNIQUE);
CREATE TABLE keyed (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (1);
CREATE TABLE base (id int PRIMARY KEY);
CREATE TABLE child () INHERITS (base);
CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
