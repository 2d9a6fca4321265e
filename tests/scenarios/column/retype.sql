--- before
CREATE TABLE parcel (id int PRIMARY KEY, weight int DEFAULT 1, note varchar(10), at timestamptz);
CREATE VIEW heavy AS SELECT id, weight FROM parcel WHERE weight > 10;
CREATE INDEX parcel_weight ON parcel (weight);
--- rows
INSERT INTO parcel VALUES (1, 5, 'a', now()), (2, 50, 'b', NULL);
--- after
CREATE TABLE parcel (id bigint PRIMARY KEY, weight numeric(12,2) DEFAULT 1, note text, at timestamptz);
CREATE VIEW heavy AS SELECT id, weight FROM parcel WHERE weight > 10;
CREATE INDEX parcel_weight ON parcel (weight);
