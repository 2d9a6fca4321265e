--- before
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE person (id int PRIMARY KEY, mood mood DEFAULT 'sad');
--- rows
INSERT INTO person VALUES (1, 'sad'), (2, 'happy');
--- after
CREATE TYPE mood AS ENUM ('awful', 'sad', 'ok', 'happy', 'it''s great');
CREATE TABLE person (id int PRIMARY KEY, mood mood DEFAULT 'ok');
