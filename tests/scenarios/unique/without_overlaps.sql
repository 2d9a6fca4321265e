--- before
CREATE EXTENSION btree_gist;
CREATE TABLE room (id int NOT NULL, during tstzrange NOT NULL);
--- rows
INSERT INTO room VALUES (1, '[2026-01-01,2026-01-02)'), (1, '[2026-01-02,2026-01-03)');
--- after
CREATE EXTENSION btree_gist;
CREATE TABLE room (id int NOT NULL, during tstzrange NOT NULL, CONSTRAINT room_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS), CONSTRAINT room_too UNIQUE (id, during WITHOUT OVERLAPS));
