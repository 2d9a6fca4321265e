--- before
CREATE TABLE doc (id int PRIMARY KEY, body text);
--- rows
INSERT INTO doc VALUES (1, 'hello');
--- after
CREATE EXTENSION pg_trgm;
CREATE EXTENSION citext;
CREATE TABLE doc (id int PRIMARY KEY, body text, tag citext);
CREATE INDEX doc_body ON doc USING gin (body gin_trgm_ops);
