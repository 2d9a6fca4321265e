--- before
CREATE TABLE t (id int PRIMARY KEY, mail text);
CREATE UNIQUE INDEX t_mail ON t (mail);
--- rows
INSERT INTO t VALUES (1, 'a'), (2, 'b');
--- after
CREATE TABLE t (id int PRIMARY KEY, mail text, CONSTRAINT t_mail UNIQUE (mail));
