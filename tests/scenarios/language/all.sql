--- before
CREATE LANGUAGE bare HANDLER plpgsql_call_handler;
CREATE TRUSTED LANGUAGE full_ HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE LANGUAGE gone HANDLER plpgsql_call_handler;
CREATE FUNCTION one() RETURNS int LANGUAGE full_ AS 'BEGIN RETURN 1; END';
CREATE VIEW ones AS SELECT one();
--- after
CREATE TRUSTED LANGUAGE bare HANDLER plpgsql_call_handler;
CREATE TRUSTED LANGUAGE full_ HANDLER plpgsql_call_handler;
CREATE LANGUAGE "Fresh" HANDLER plpgsql_call_handler;
CREATE FUNCTION one() RETURNS int LANGUAGE full_ AS 'BEGIN RETURN 1; END';
CREATE VIEW ones AS SELECT one();
COMMENT ON LANGUAGE bare IS 'new';
