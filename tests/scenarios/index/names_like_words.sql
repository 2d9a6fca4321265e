--- before
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE "t USING (x" (a int, b int, "c) WHEN (" int);
CREATE INDEX "i USING (q" ON "t USING (x" (a, (b + 1));
CREATE TRIGGER "g WHEN (y" BEFORE INSERT ON "t USING (x" FOR EACH ROW
    WHEN (new.a > 1 AND new."c) WHEN (" > 0) EXECUTE FUNCTION f();
--- rows
INSERT INTO "t USING (x" VALUES (1, 2, 3);
--- after
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE "t USING (x" (a int, b int, "c) WHEN (" int,
    CONSTRAINT "e (USING " EXCLUDE USING btree (a WITH =, ("c) WHEN (" + 1) WITH =));
CREATE INDEX "i USING (q" ON "t USING (x" ("c) WHEN (", (b + 2));
CREATE TRIGGER "g WHEN (y" BEFORE INSERT ON "t USING (x" FOR EACH ROW
    WHEN (new.a > 2 AND new."c) WHEN (" > 0) EXECUTE FUNCTION f();
