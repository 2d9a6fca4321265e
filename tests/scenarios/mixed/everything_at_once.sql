--- before
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE p (id int PRIMARY KEY, k kind, old text, n int NOT NULL);
CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p (id) ON DELETE CASCADE, amount int CHECK (amount > 0));
CREATE INDEX c_amount ON c (amount);
CREATE VIEW big AS SELECT c.id, c.amount, p.k FROM c JOIN p ON p.id = c.p_id WHERE c.amount > 10;
--- rows
INSERT INTO p VALUES (1, 'a', 'x', 1), (2, 'b', 'y', 2);
INSERT INTO c VALUES (1, 1, 20), (2, 2, 5);
--- after
CREATE TYPE kind AS ENUM ('a', 'b', 'c');
CREATE TABLE p (id bigint PRIMARY KEY, k kind DEFAULT 'a', n int);
CREATE TABLE c (id bigint PRIMARY KEY, p_id bigint REFERENCES p (id) ON DELETE SET NULL, amount numeric(10,2) CHECK (amount >= 0));
CREATE INDEX c_amount ON c (amount DESC) WHERE amount > 0;
CREATE VIEW big AS SELECT c.id, c.amount, p.k FROM c JOIN p ON p.id = c.p_id WHERE c.amount > 10;
CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, c_id bigint REFERENCES c (id), at timestamptz DEFAULT now());
