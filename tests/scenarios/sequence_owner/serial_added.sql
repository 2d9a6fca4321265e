--- before
CREATE TABLE ticket (id int PRIMARY KEY, note text);
--- rows
INSERT INTO ticket VALUES (7, 'a'), (9, 'b');
--- after
CREATE TABLE ticket (id serial PRIMARY KEY, note text);
