--- before
CREATE TABLE a (id int, x int, CONSTRAINT a_pkey PRIMARY KEY (id) WITH (fillfactor = 70));
CREATE TABLE b (id int PRIMARY KEY, x int);
CREATE TABLE c (id int PRIMARY KEY);
--- rows
INSERT INTO a VALUES (1, 1);
INSERT INTO b VALUES (1, 1);
INSERT INTO c VALUES (1);
--- after
CREATE TABLE a (id int, x int, CONSTRAINT a_pkey PRIMARY KEY (id) WITH (deduplicate_items = off, fillfactor = 80));
CREATE TABLE b (id int, x int, CONSTRAINT b_pkey PRIMARY KEY (id) INCLUDE (x));
CREATE TABLE c (id int, CONSTRAINT c_pkey PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED);
