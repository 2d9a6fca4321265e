--- before
CREATE TYPE person AS (id int, name text COLLATE "C");
CREATE TABLE untyped OF person (id WITH OPTIONS NOT NULL);
CREATE TABLE typed (id int, name text COLLATE "C" DEFAULT 'x');
CREATE TABLE more OF person (id WITH OPTIONS NOT NULL);
--- rows
INSERT INTO untyped VALUES (1, 'a'); INSERT INTO typed VALUES (1, 'b'); INSERT INTO more VALUES (1, 'b');
--- after
CREATE TYPE person AS (id int, name text COLLATE "C");
CREATE TABLE untyped (id int NOT NULL, name text COLLATE "C", more int);
CREATE TABLE typed OF person;
CREATE TABLE more OF person (name WITH OPTIONS DEFAULT 'y');
