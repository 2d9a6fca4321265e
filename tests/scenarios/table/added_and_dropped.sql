--- before
CREATE TABLE old (id int PRIMARY KEY);
CREATE TABLE old_child (id int PRIMARY KEY, old_id int NOT NULL REFERENCES old (id));
COMMENT ON TABLE old IS 'goes';
--- rows
INSERT INTO old VALUES (1);
INSERT INTO old_child VALUES (1, 1);
--- after
CREATE TABLE new_parent (id int PRIMARY KEY);
CREATE TABLE new_child (id int PRIMARY KEY, parent_id int REFERENCES new_parent (id)) WITH (fillfactor = 90);
ALTER TABLE new_child ENABLE ROW LEVEL SECURITY;
