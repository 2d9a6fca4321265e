-- finds: table public.child
-- leaves: table public.base
-- leaves: table public.parts_1
CREATE TABLE base (id int);
CREATE TABLE child () INHERITS (base);
CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
