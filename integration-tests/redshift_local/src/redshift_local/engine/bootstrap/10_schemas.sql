-- rs: functions that Redshift has and PostgreSQL has not (or has with another meaning). rs_catalog: what is remembered.
CREATE SCHEMA rs;
CREATE SCHEMA rs_catalog;
-- rs_copies: what statements read of other databases.
CREATE SCHEMA rs_copies;
GRANT USAGE ON SCHEMA rs, rs_catalog, rs_copies TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA rs_copies GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA rs_catalog GRANT SELECT ON TABLES TO PUBLIC;
GRANT CREATE ON SCHEMA public TO PUBLIC;
