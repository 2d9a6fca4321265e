--- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text COLLATE "C", tags varchar(5)[], at timestamp(3));
CREATE INDEX t_a ON t (a);
--- rows
INSERT INTO t VALUES (1, 'a', 'b', '{x,y}', '2026-01-01');
--- after
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE "C", b text, tags text[], at timestamp(6));
CREATE INDEX t_a ON t (a);
