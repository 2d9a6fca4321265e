--- before
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a (id));
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self (id) ON DELETE CASCADE);
--- rows
INSERT INTO a VALUES (1, NULL);
INSERT INTO b VALUES (1, 1);
INSERT INTO self VALUES (1, NULL), (2, 1);
--- after
CREATE TABLE kept (id int PRIMARY KEY);
