--- before
CREATE TABLE old_jobs (id int PRIMARY KEY, a text);
CREATE FUNCTION add_job(a text) RETURNS old_jobs LANGUAGE sql BEGIN ATOMIC SELECT * FROM old_jobs; END;
CREATE FUNCTION find(a text) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT (add_job(a)).id; END;
COMMENT ON FUNCTION add_job(text) IS 'adds';
--- after
CREATE TABLE jobs (id int PRIMARY KEY, a text);
CREATE FUNCTION add_job(a text) RETURNS jobs LANGUAGE sql BEGIN ATOMIC SELECT * FROM jobs; END;
CREATE FUNCTION find(a text) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT (add_job(a)).id; END;
COMMENT ON FUNCTION add_job(text) IS 'adds';
