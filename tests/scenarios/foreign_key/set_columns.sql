--- before
CREATE TABLE p (tenant int, id int, PRIMARY KEY (tenant, id));
CREATE TABLE c (tenant int, id int, p_id int, PRIMARY KEY (tenant, id), CONSTRAINT c_p FOREIGN KEY (tenant, p_id) REFERENCES p ON DELETE SET NULL (p_id));
--- rows
INSERT INTO p VALUES (1, 1);
INSERT INTO c VALUES (1, 1, 1);
--- after
CREATE TABLE p (tenant int, id int, PRIMARY KEY (tenant, id));
CREATE TABLE c (tenant int, id int, p_id int, PRIMARY KEY (tenant, id), CONSTRAINT c_p FOREIGN KEY (tenant, p_id) REFERENCES p ON DELETE SET DEFAULT (p_id));
