--- before
CREATE SCHEMA "Sales Dept";
CREATE TABLE "Sales Dept"."Order" (id int PRIMARY KEY, "select" int, "ÜberWert" text DEFAULT 'é');
--- rows
INSERT INTO "Sales Dept"."Order" VALUES (1, 1, 'x');
--- after
CREATE SCHEMA "Sales Dept";
CREATE TYPE "Sales Dept"."My Mood" AS ENUM ('a "b"', 'c''d');
CREATE TABLE "Sales Dept"."Order" (id int PRIMARY KEY, "select" bigint NOT NULL, "ÜberWert" text DEFAULT 'ü', "a.b" "Sales Dept"."My Mood" DEFAULT 'a "b"', "with ""quotes""" int REFERENCES "Sales Dept"."Order" (id), CONSTRAINT "Check It" CHECK ("select" > 0));
CREATE INDEX "Idx Order" ON "Sales Dept"."Order" ("select", lower("ÜberWert"));
CREATE VIEW "Sales Dept"."View" AS SELECT o."select", o."a.b" FROM "Sales Dept"."Order" o;
COMMENT ON COLUMN "Sales Dept"."View"."a.b" IS 'dotted';
CREATE TABLE a_name_that_is_as_long_as_a_name_may_be_in_postgres_which_is63b (column_name_that_is_as_long_as_a_name_may_be_in_postgres_is_63byt serial PRIMARY KEY);
