--- before
CREATE TABLE t (id int CONSTRAINT must NOT NULL, a int CONSTRAINT old NOT NULL, b int, c int CONSTRAINT gone NOT NULL, e int CONSTRAINT kept NOT NULL);
--- rows
INSERT INTO t VALUES (1, 1, 1, 1, 1);
--- after
CREATE TABLE t (id int CONSTRAINT it_must NOT NULL, a int CONSTRAINT now_named NOT NULL, b int CONSTRAINT added NOT NULL, c int, e int CONSTRAINT kept NOT NULL, d int CONSTRAINT fresh NOT NULL DEFAULT 1);
CREATE TABLE u (id int CONSTRAINT "Other" NOT NULL);
