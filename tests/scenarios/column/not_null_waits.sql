--- before
CREATE TABLE a (id int PRIMARY KEY, v text, w text, x text CONSTRAINT odd NOT NULL);
ALTER TABLE a ADD CONSTRAINT a_w_not_null NOT NULL w NOT VALID;
CREATE TABLE b (id int PRIMARY KEY, v text NOT NULL NO INHERIT, w text NOT NULL, x text);
--- rows
INSERT INTO a VALUES (1, 'a', 'b', 'c');
INSERT INTO b VALUES (1, 'a', 'b', 'c');
--- after
CREATE TABLE a (id int PRIMARY KEY, v text, w text NOT NULL, x text CONSTRAINT odd NOT NULL, y text);
ALTER TABLE a ADD CONSTRAINT named NOT NULL v NOT VALID;
ALTER TABLE a ADD CONSTRAINT a_y_not_null NOT NULL y NOT VALID;
CREATE TABLE b (id int PRIMARY KEY, v text NOT NULL, w text NOT NULL NO INHERIT, x text CONSTRAINT only_here NOT NULL NO INHERIT);
CREATE TABLE c (id int PRIMARY KEY, v text CONSTRAINT mine NOT NULL NO INHERIT, w text);
ALTER TABLE c ADD CONSTRAINT waits NOT NULL w NOT VALID;
CREATE TABLE d (id int PRIMARY KEY, v text);
ALTER TABLE d ADD CONSTRAINT d_v_not_null NOT NULL v NOT VALID;
CREATE TABLE e (id int PRIMARY KEY, v text CONSTRAINT d_v_not_null NOT NULL);
--- one_way
a valid constraint is not made NOT VALID again
