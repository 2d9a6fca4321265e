--- before
CREATE TABLE p (tenant int, id int, other int UNIQUE, PRIMARY KEY (tenant, id), UNIQUE (id));
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, tenant int DEFAULT 1, x int, y int,
  CONSTRAINT to_other FOREIGN KEY (x) REFERENCES p (id),
  CONSTRAINT to_column FOREIGN KEY (x) REFERENCES p (id),
  CONSTRAINT other_column FOREIGN KEY (x) REFERENCES p (id),
  CONSTRAINT set_some FOREIGN KEY (tenant, y) REFERENCES p (tenant, id) ON DELETE SET NULL (y),
  CONSTRAINT later FOREIGN KEY (x) REFERENCES q (id) DEFERRABLE);
--- rows
INSERT INTO p VALUES (1, 1, 1);
INSERT INTO q VALUES (1);
INSERT INTO c VALUES (1, 1, 1, 1);
--- after
CREATE TABLE p (tenant int, id int, other int UNIQUE, PRIMARY KEY (tenant, id), UNIQUE (id));
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, tenant int DEFAULT 1, x int, y int,
  CONSTRAINT to_other FOREIGN KEY (x) REFERENCES q (id),
  CONSTRAINT to_column FOREIGN KEY (x) REFERENCES p (other),
  CONSTRAINT other_column FOREIGN KEY (y) REFERENCES p (id),
  CONSTRAINT set_some FOREIGN KEY (tenant, y) REFERENCES p (tenant, id) ON DELETE SET NULL (y, tenant),
  CONSTRAINT later FOREIGN KEY (x) REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED);
