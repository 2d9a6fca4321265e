--- before
CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a));
CREATE TABLE u (a int PRIMARY KEY, t_a int REFERENCES t (a));
CREATE TABLE w (a int);
--- rows
INSERT INTO t VALUES (1, 1), (2, 2);
INSERT INTO u VALUES (1, 1);
INSERT INTO w VALUES (1);
--- after
CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT t_key PRIMARY KEY (a, b), UNIQUE (a));
CREATE TABLE u (a int PRIMARY KEY, t_a int REFERENCES t (a));
CREATE TABLE w (a int PRIMARY KEY);
