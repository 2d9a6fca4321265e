--- before
CREATE TABLE t (id int, at date NOT NULL, PRIMARY KEY (id, at));
--- rows
INSERT INTO t VALUES (1, '2026-01-01');
--- after
CREATE TABLE t (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE t_2026 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
