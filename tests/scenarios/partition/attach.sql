--- before
CREATE TABLE p (id int, k int, a int DEFAULT 3, CONSTRAINT low CHECK (a < 100)) PARTITION BY LIST (k);
CREATE TABLE joins (id int, k int, a int DEFAULT 3, CONSTRAINT low CHECK (a < 100));
CREATE TABLE leaves PARTITION OF p FOR VALUES IN (2);
--- rows
INSERT INTO joins VALUES (1, 1, 1);
INSERT INTO leaves VALUES (1, 2, 1);
--- after
CREATE TABLE p (id int, k int, a int DEFAULT 3, CONSTRAINT low CHECK (a < 100)) PARTITION BY LIST (k);
CREATE TABLE joins PARTITION OF p FOR VALUES IN (1);
CREATE TABLE leaves (id int, k int, a int DEFAULT 3, CONSTRAINT low CHECK (a < 100));
