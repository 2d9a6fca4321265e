--- before
CREATE TYPE loses AS (a int, b text, c date);
CREATE TABLE t (id int PRIMARY KEY, l loses);
--- rows
INSERT INTO t VALUES (1, (1, 'x', '2020-01-01'));
--- after
CREATE TYPE loses AS (a int, c date);
CREATE TABLE t (id int PRIMARY KEY, l loses);
