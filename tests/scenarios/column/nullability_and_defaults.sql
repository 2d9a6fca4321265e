--- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL DEFAULT 1, c text DEFAULT 'x', d timestamptz);
--- rows
INSERT INTO t VALUES (1, 1, 1, 'x', now()), (2, 2, 2, NULL, NULL);
--- after
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, c text DEFAULT 'y', d timestamptz DEFAULT now());
