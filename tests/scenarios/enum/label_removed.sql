--- before
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE person (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', moods mood[], CONSTRAINT no_sad CHECK (mood <> 'sad'),
  is_ok boolean GENERATED ALWAYS AS (mood = 'ok') STORED);
CREATE INDEX person_happy ON person (id) WHERE mood = 'happy';
CREATE VIEW happy AS SELECT id, mood FROM person WHERE mood = 'happy';
COMMENT ON TYPE mood IS 'how one feels';
--- rows
INSERT INTO person (id, mood, moods) VALUES (1, 'ok', '{ok,happy}'), (2, 'happy', '{}');
--- after
CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE person (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'ok', moods mood[], CONSTRAINT no_sad CHECK (mood <> 'ok' OR id > 0),
  is_ok boolean GENERATED ALWAYS AS (mood = 'ok') STORED);
CREATE INDEX person_happy ON person (id) WHERE mood = 'happy';
CREATE VIEW happy AS SELECT id, mood FROM person WHERE mood = 'happy';
COMMENT ON TYPE mood IS 'how one feels';
