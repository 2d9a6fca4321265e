--- before
CREATE TABLE base (id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0));
CREATE TABLE other (o text);
CREATE TABLE kid (extra text, CONSTRAINT own CHECK (extra <> '')) INHERITS (base);
CREATE TABLE merged (a int DEFAULT 4, b int) INHERITS (base);
CREATE TABLE joins (id int NOT NULL, a int, CONSTRAINT c CHECK (a > 0));
CREATE TABLE gone () INHERITS (base);
CREATE TABLE pair () INHERITS (base, other);
--- rows
INSERT INTO base VALUES (1, 1);
INSERT INTO kid VALUES (2, 2, 'x');
INSERT INTO pair VALUES (3, 3, 'y');
--- after
CREATE TABLE base (id int PRIMARY KEY, a bigint, n text, CONSTRAINT c CHECK (a > 0), CONSTRAINT d CHECK (a < 1000), CONSTRAINT forbids CHECK (id < 99) NO INHERIT);
CREATE TABLE other (o text);
CREATE TABLE kid (extra varchar(9), CONSTRAINT own CHECK (extra <> 'x y')) INHERITS (base);
CREATE TABLE merged (a bigint DEFAULT 4, b int) INHERITS (base);
CREATE TABLE joins (id int NOT NULL, a int, CONSTRAINT c CHECK (a > 0));
CREATE TABLE fresh (x int) INHERITS (kid);
CREATE TABLE pair () INHERITS (base, other);
