--- before
CREATE TYPE person AS (id int, name text, born date);
CREATE TABLE people OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x');
CREATE TABLE others OF person;
--- rows
INSERT INTO people VALUES (1, 'a', '2000-01-01'); INSERT INTO others VALUES (1, 'b', NULL);
--- after
CREATE TYPE person AS (id bigint, name text, died date);
CREATE TABLE people OF person (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS NOT NULL);
CREATE TABLE others OF person (CONSTRAINT named CHECK (name <> ''));
CREATE TABLE fresh OF person (id WITH OPTIONS DEFAULT 1 PRIMARY KEY);
