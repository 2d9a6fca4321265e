--- before
CREATE TABLE p (id int PRIMARY KEY, code text NOT NULL);
CREATE UNIQUE INDEX p_code ON p (code);
CREATE TABLE c (id int PRIMARY KEY, code text REFERENCES p (code));
--- rows
INSERT INTO p VALUES (1, 'a');
INSERT INTO c VALUES (1, 'a');
--- after
CREATE TABLE p (id int PRIMARY KEY, code text NOT NULL);
CREATE UNIQUE INDEX p_code ON p (code) INCLUDE (id);
CREATE TABLE c (id int PRIMARY KEY, code text REFERENCES p (code));
