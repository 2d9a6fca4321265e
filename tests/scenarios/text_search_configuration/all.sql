--- before
CREATE SCHEMA "My";
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH DICTIONARY "My"."Odd" (TEMPLATE = pg_catalog.simple, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY gone (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword, word WITH plain, stem;
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR int WITH gone;
CREATE TEXT SEARCH CONFIGURATION copied (COPY = english);
CREATE TEXT SEARCH CONFIGURATION empty (PARSER = default);
COMMENT ON TEXT SEARCH CONFIGURATION words IS 'old';
CREATE TABLE t (id int PRIMARY KEY, body text,
    found tsvector GENERATED ALWAYS AS (to_tsvector('public.words'::regconfig, body)) STORED);
CREATE INDEX t_body ON t USING gin (to_tsvector('public.words'::regconfig, body));
--- rows
INSERT INTO t (id, body) VALUES (1, 'some words'), (2, 'and others');
--- after
CREATE SCHEMA "My";
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, ACCEPT = false, STOPWORDS = german);
CREATE TEXT SEARCH DICTIONARY "My"."Odd" (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH DICTIONARY stem (TEMPLATE = snowball, LANGUAGE = 'english', STOPWORDS = 'english');
CREATE TEXT SEARCH DICTIONARY fresh (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword, word WITH stem, "My"."Odd";
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR url WITH fresh;
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR email WITH simple;
CREATE TEXT SEARCH CONFIGURATION copied (COPY = german);
CREATE TEXT SEARCH CONFIGURATION "My".other (PARSER = default);
COMMENT ON TEXT SEARCH CONFIGURATION words IS 'new';
COMMENT ON TEXT SEARCH DICTIONARY stem IS 'stems';
CREATE TABLE t (id int PRIMARY KEY, body text,
    found tsvector GENERATED ALWAYS AS (to_tsvector('public.words'::regconfig, body)) STORED);
CREATE INDEX t_body ON t USING gin (to_tsvector('public.words'::regconfig, body));
