--- before
CREATE TABLE public.stays (id int PRIMARY KEY);
--- rows
INSERT INTO stays VALUES (1);
--- after
CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'what is owed';
CREATE TABLE public.stays (id int PRIMARY KEY);
CREATE TYPE billing.state AS ENUM ('open', 'paid');
CREATE TABLE billing.invoice (id int PRIMARY KEY, stay_id int REFERENCES public.stays (id), state billing.state DEFAULT 'open');
CREATE VIEW billing.open AS SELECT i.id, s.id AS stay FROM billing.invoice i JOIN stays s ON s.id = i.stay_id WHERE i.state = 'open';
