--- before
CREATE SEQUENCE no;
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, x int);
ALTER SEQUENCE no OWNED BY a.x;
--- rows
INSERT INTO a VALUES (1, nextval('no'));
INSERT INTO b VALUES (1, 1);
--- after
CREATE SEQUENCE no;
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, x int);
ALTER SEQUENCE no OWNED BY b.x;
