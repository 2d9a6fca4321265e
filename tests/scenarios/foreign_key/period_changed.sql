--- before
CREATE EXTENSION btree_gist;
CREATE TABLE p (id int, during daterange, PRIMARY KEY (id, during));
CREATE TABLE c (id int, during daterange, CONSTRAINT c_p FOREIGN KEY (id, during) REFERENCES p (id, during));
--- rows
INSERT INTO p VALUES (1, '[2026-01-01,2026-12-31)');
INSERT INTO c VALUES (1, '[2026-01-01,2026-12-31)');
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE p (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE c (id int, during daterange, CONSTRAINT c_p FOREIGN KEY (id, PERIOD during) REFERENCES p (id, PERIOD during));
