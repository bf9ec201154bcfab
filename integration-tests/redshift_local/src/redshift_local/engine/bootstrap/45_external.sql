-- External schemas and tables: the data catalog is the database's own (dg/r_CREATE_EXTERNAL_SCHEMA, dg/r_CREATE_EXTERNAL_TABLE).
-- rs_external: for each external table an empty one with its columns: those of its files, then the partition keys.
CREATE SCHEMA rs_external;
CREATE SEQUENCE rs_catalog.external_shapes;
CREATE TABLE rs_catalog.external_databases (name text PRIMARY KEY);
CREATE TABLE rs_catalog.external_schemas (schema oid PRIMARY KEY, external_database text NOT NULL, options jsonb NOT NULL);
CREATE TABLE rs_catalog.external_definitions (external_database text NOT NULL REFERENCES rs_catalog.external_databases ON DELETE CASCADE,
  name text NOT NULL, shape oid NOT NULL UNIQUE, location text NOT NULL, format text NOT NULL, delimiter text NOT NULL, properties jsonb NOT NULL,
  partition_keys text[] NOT NULL, PRIMARY KEY (external_database, name));
CREATE TABLE rs_catalog.external_partitions (shape oid NOT NULL REFERENCES rs_catalog.external_definitions (shape) ON DELETE CASCADE,
  key text[] NOT NULL, location text NOT NULL, PRIMARY KEY (shape, key));
CREATE VIEW rs_catalog.external_tables AS
  SELECT d.*, n.oid AS schema, n.nspname, n.nspowner, s.options FROM rs_catalog.external_schemas s JOIN pg_namespace n ON n.oid = s.schema
    JOIN rs_catalog.external_definitions d ON d.external_database = s.external_database;

CREATE FUNCTION rs_catalog.create_external_schema(caller text, wanted text, told text, guarded boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  said jsonb := told::json::jsonb;
BEGIN
  IF guarded AND EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = wanted) THEN
    RAISE NOTICE 'schema "%" already exists, skipping', wanted;
    RETURN;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = wanted) THEN
    RAISE EXCEPTION USING errcode = '42P06', message = format('schema "%s" already exists', wanted), hint = 'see dg/r_CREATE_EXTERNAL_SCHEMA';
  END IF;
  IF NOT has_database_privilege(caller, current_database(), 'CREATE') THEN
    RAISE EXCEPTION USING errcode = '42501', message = format('permission denied for database %s', current_database());
  END IF;
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', wanted, caller);
  INSERT INTO rs_catalog.external_schemas SELECT oid, said->>'database', said->'options' FROM pg_namespace WHERE nspname = wanted;
  IF (said->>'create_database')::boolean THEN
    INSERT INTO rs_catalog.external_databases VALUES (said->>'database') ON CONFLICT DO NOTHING;
  END IF;
END $$;
-- dg/r_DROP_SCHEMA: the database goes for all its schemas; CASCADE takes its tables.
CREATE FUNCTION rs_catalog.drop_external_databases(caller text, schemas text[], with_tables boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT s.external_database AS name, n.nspname, n.nspowner FROM rs_catalog.external_schemas s JOIN pg_namespace n ON n.oid = s.schema
      WHERE n.nspname = ANY (schemas) LOOP
    IF NOT pg_has_role(caller, found.nspowner, 'USAGE') THEN
      RAISE EXCEPTION USING errcode = '42501', message = format('must be owner of schema %s', found.nspname);
    END IF;
    IF NOT with_tables AND EXISTS (SELECT 1 FROM rs_catalog.external_definitions WHERE external_database = found.name) THEN
      RAISE EXCEPTION USING errcode = '2BP01', message = format('cannot drop external database %s because it has tables', found.name), hint = 'see dg/r_DROP_SCHEMA';
    END IF;
    PERFORM rs_catalog.forget_external(shape) FROM rs_catalog.external_definitions WHERE external_database = found.name;
    DELETE FROM rs_catalog.external_databases WHERE name = found.name;
  END LOOP;
END $$;
CREATE FUNCTION rs_catalog.forget_external(gone oid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM rs_catalog.external_definitions WHERE shape = gone;
  EXECUTE format('DROP TABLE %s', gone::regclass);
END $$;

-- Only its owner, and a superuser, changes what an external schema holds (dg/r_CREATE_EXTERNAL_TABLE).
CREATE FUNCTION rs_catalog.owned_external_schema(caller text, wanted text) RETURNS rs_catalog.external_schemas LANGUAGE plpgsql STABLE AS $$
DECLARE
  found rs_catalog.external_schemas;
  owner oid;
BEGIN
  SELECT nspowner INTO owner FROM pg_namespace WHERE nspname = wanted;
  IF owner IS NULL THEN
    RAISE EXCEPTION USING errcode = '3F000', message = format('schema "%s" does not exist', wanted), hint = 'see dg/r_CREATE_EXTERNAL_TABLE';
  END IF;
  SELECT s.* INTO found FROM rs_catalog.external_schemas s JOIN pg_namespace n ON n.oid = s.schema WHERE n.nspname = wanted;
  IF found.schema IS NULL THEN
    RAISE EXCEPTION USING errcode = '42809', message = format('schema "%s" is not an external schema', wanted), hint = 'see dg/r_CREATE_EXTERNAL_TABLE';
  ELSIF NOT pg_has_role(caller, owner, 'USAGE') THEN
    RAISE EXCEPTION USING errcode = '42501', message = format('must be owner of external schema %s', wanted), hint = 'see dg/r_CREATE_EXTERNAL_TABLE';
  END IF;
  RETURN found;
END $$;
CREATE FUNCTION rs_catalog.create_external_table(caller text, wanted_schema text, wanted text, columns text, told text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  of rs_catalog.external_schemas := rs_catalog.owned_external_schema(caller, wanted_schema);
  said jsonb := told::json::jsonb;
  shape text := format('rs_external.%I', 'shape_' || nextval('rs_catalog.external_shapes'));
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rs_catalog.external_databases WHERE name = of.external_database) THEN
    RAISE EXCEPTION USING errcode = '3D000', message = format('external database "%s" does not exist', of.external_database), hint = 'see dg/r_CREATE_EXTERNAL_SCHEMA';
  ELSIF EXISTS (SELECT 1 FROM rs_catalog.external_definitions d WHERE d.external_database = of.external_database AND d.name = wanted) THEN
    RAISE EXCEPTION USING errcode = '42P07', message = format('relation "%s.%s" already exists', wanted_schema, wanted);
  END IF;
  EXECUTE format('CREATE TABLE %s (%s)', shape, columns);
  INSERT INTO rs_catalog.external_definitions VALUES (of.external_database, wanted, shape::regclass, said->>'location', said->>'format', said->>'delimiter',
    said->'properties', ARRAY(SELECT jsonb_array_elements_text(said->'partition_keys')));
END $$;
CREATE FUNCTION rs_catalog.owned_external_table(caller text, wanted_schema text, wanted text) RETURNS rs_catalog.external_definitions LANGUAGE plpgsql STABLE AS $$
DECLARE
  of rs_catalog.external_schemas := rs_catalog.owned_external_schema(caller, wanted_schema);
  found rs_catalog.external_definitions;
BEGIN
  SELECT d.* INTO found FROM rs_catalog.external_definitions d WHERE d.external_database = of.external_database AND d.name = wanted;
  IF found.shape IS NULL THEN
    RAISE EXCEPTION USING errcode = '42P01', message = format('relation "%s.%s" does not exist', wanted_schema, wanted);
  END IF;
  RETURN found;
END $$;
CREATE FUNCTION rs_catalog.drop_external_tables(caller text, told text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  named jsonb;
BEGIN
  FOR named IN SELECT jsonb_array_elements(told::json::jsonb) LOOP
    PERFORM rs_catalog.forget_external((rs_catalog.owned_external_table(caller, named->>0, named->>1)).shape);
  END LOOP;
END $$;
CREATE FUNCTION rs_catalog.add_external_partitions(caller text, wanted_schema text, wanted text, told text, guarded boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  of rs_catalog.external_definitions := rs_catalog.owned_external_table(caller, wanted_schema, wanted);
  said jsonb;
  place text;
  type text;
  given text[];
BEGIN
  IF cardinality(of.partition_keys) = 0 THEN
    RAISE EXCEPTION USING errcode = '42809', message = format('external table "%s" has no partition keys', wanted), hint = 'see dg/r_ALTER_TABLE_external-table';
  END IF;
  FOR said IN SELECT jsonb_array_elements(told::json::jsonb) LOOP
    given := '{}';
    IF (SELECT count(*) FROM jsonb_object_keys(said->'key')) <> cardinality(of.partition_keys) THEN
      RAISE EXCEPTION USING errcode = '42601', message = 'a partition needs a value for each partition key', hint = 'see dg/r_ALTER_TABLE_external-table';
    END IF;
    FOREACH place IN ARRAY of.partition_keys LOOP
      IF NOT said->'key' ? place THEN
        RAISE EXCEPTION USING errcode = '42703', message = format('"%s" is no value of a partition key of "%s"', place, wanted);
      END IF;
      SELECT format_type(atttypid, atttypmod) INTO type FROM pg_attribute WHERE attrelid = of.shape AND attname = place;
      EXECUTE format('SELECT %L::%s', said->'key'->>place, type);
      given := given || (said->'key'->>place);
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM rs_catalog.external_partitions p WHERE p.shape = of.shape AND p.key = given) THEN
      INSERT INTO rs_catalog.external_partitions VALUES (of.shape, given, said->>'location');
    ELSIF NOT guarded THEN
      RAISE EXCEPTION USING errcode = '42710', message = format('partition %s of "%s" already exists', given, wanted), hint = 'see dg/r_ALTER_TABLE_external-table';
    END IF;
  END LOOP;
END $$;

-- No local object lies in an external schema.
CREATE FUNCTION rs_catalog.keep_external_schemas() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() c JOIN pg_namespace n ON n.nspname = c.schema_name
      JOIN rs_catalog.external_schemas s ON s.schema = n.oid) THEN
    RAISE EXCEPTION USING errcode = '0A000', message = 'Operations on local objects in external schema are not enabled.', hint = 'see dg/r_CREATE_EXTERNAL_SCHEMA';
  END IF;
END $$;
CREATE EVENT TRIGGER keep_external_schemas ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW')
  EXECUTE FUNCTION rs_catalog.keep_external_schemas();
