--- before
CREATE TABLE base (o text, CONSTRAINT c CHECK (o <> ''));
CREATE TABLE leaves (x int) INHERITS (base);
CREATE TABLE has_other () INHERITS (base);
ALTER TABLE has_other ALTER o SET DEFAULT 'x';
--- rows
INSERT INTO leaves VALUES ('z', 1);
--- after
CREATE TABLE base (o text, CONSTRAINT c CHECK (o <> ''));
CREATE TABLE leaves (o text, x int, CONSTRAINT c CHECK (o <> ''));
CREATE TABLE has_other (o text DEFAULT 'y', CONSTRAINT c CHECK (o <> ''));
