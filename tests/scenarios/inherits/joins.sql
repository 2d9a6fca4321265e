--- before
CREATE TABLE base (o text, CONSTRAINT c CHECK (o <> ''));
CREATE TABLE joins (o text, x int, CONSTRAINT c CHECK (o <> ''));
--- rows
INSERT INTO joins VALUES ('z', 1);
--- after
CREATE TABLE base (o text, CONSTRAINT c CHECK (o <> ''));
CREATE TABLE joins (o text, x int, CONSTRAINT c CHECK (o <> '')) INHERITS (base);
