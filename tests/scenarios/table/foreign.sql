--- before
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far');
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE f (id int NOT NULL, name text, gone int, CONSTRAINT positive CHECK (id > 0))
    SERVER far OPTIONS (table_name 'f', fetch_size '10');
CREATE FOREIGN TABLE renamed (id int OPTIONS (column_name 'no'), b text) SERVER far;
CREATE FOREIGN TABLE moved (id int) SERVER far;
CREATE FOREIGN TABLE goes (id int) SERVER far;
CREATE VIEW seen AS SELECT id, name FROM f;
CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_new PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FOREIGN TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2025-01-01') SERVER far;
CREATE TABLE plain (id int);
COMMENT ON FOREIGN TABLE f IS 'old';
COMMENT ON COLUMN f.name IS 'old';
--- rows
INSERT INTO parts VALUES (1, '2025-02-02'); INSERT INTO plain VALUES (1);
--- after
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far');
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE f (id bigint NOT NULL, name text DEFAULT 'x', more int, CONSTRAINT positive CHECK (id > 1))
    SERVER far OPTIONS (table_name 'g', updatable 'false');
CREATE FOREIGN TABLE renamed (id int OPTIONS (column_name 'number'), b text OPTIONS (column_name 'c') COLLATE "C") SERVER far;
CREATE FOREIGN TABLE moved (id int) SERVER other;
CREATE FOREIGN TABLE fresh (id int OPTIONS (column_name 'x') NOT NULL, b text COLLATE "C") SERVER far OPTIONS (schema_name 'a''b');
CREATE VIEW seen AS SELECT id, name FROM f;
CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_new PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FOREIGN TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2019-01-01') TO ('2025-01-01') SERVER far OPTIONS (table_name 'x');
CREATE FOREIGN TABLE parts_older PARTITION OF parts FOR VALUES FROM ('2010-01-01') TO ('2019-01-01') SERVER far;
CREATE TABLE plain (id int);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER noted AFTER INSERT ON f FOR EACH ROW EXECUTE FUNCTION noted();
COMMENT ON FOREIGN TABLE f IS 'new';
COMMENT ON COLUMN f.name IS 'new';
