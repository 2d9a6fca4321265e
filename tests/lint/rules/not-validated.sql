-- finds: check public.a.a_low
-- finds: foreign key public.a.a_up
-- finds: domain check public.word.word_short
-- leaves: check public.a.a_high
CREATE TABLE a (id int PRIMARY KEY, n int, CONSTRAINT a_high CHECK (n < 9));
ALTER TABLE a ADD CONSTRAINT a_low CHECK (n > 0) NOT VALID;
ALTER TABLE a ADD CONSTRAINT a_up FOREIGN KEY (n) REFERENCES a NOT VALID;
CREATE DOMAIN word AS text;
ALTER DOMAIN word ADD CONSTRAINT word_short CHECK (length(VALUE) < 9) NOT VALID;
