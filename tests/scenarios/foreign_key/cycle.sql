--- before
CREATE TABLE lone (id int PRIMARY KEY);
--- rows
INSERT INTO lone VALUES (1);
--- after
CREATE TABLE lone (id int PRIMARY KEY, boss_id int REFERENCES lone (id));
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a (id));
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);
