--- before
CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm;
--- after
CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
