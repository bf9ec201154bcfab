-- What CREATE TABLE says and the engine does not know.
CREATE TABLE rs_catalog.table_attributes (
  relation oid PRIMARY KEY, diststyle text, distkey text, sortkeys text[], sortkey_type text, backup text,
  primary_key text[], encodings jsonb NOT NULL DEFAULT '{}', late_view text, foreign_keys jsonb NOT NULL DEFAULT '[]');
GRANT SELECT ON rs_catalog.table_attributes TO PUBLIC;
-- dg/c_Concurrent_writes: writers to one table queue, also for different rows; readers never wait.
CREATE FUNCTION rs_catalog.queue_writer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(0, TG_RELID::integer);
  RETURN NULL;
END $$;
CREATE FUNCTION rs_catalog.remember(target regclass, told text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  said jsonb := told::json::jsonb;
BEGIN
  INSERT INTO rs_catalog.table_attributes AS t VALUES (target, said->>'diststyle', said->>'distkey',
    (SELECT array_agg(e) FROM jsonb_array_elements_text(said->'sortkeys') AS e), said->>'sortkey_type', said->>'backup',
    (SELECT array_agg(e) FROM jsonb_array_elements_text(said->'primary_key') AS e), coalesce(said->'encodings', '{}'), said->>'late_view', coalesce(said->'foreign_keys', '[]'))
  ON CONFLICT (relation) DO UPDATE SET
    diststyle = coalesce(excluded.diststyle, t.diststyle), distkey = coalesce(excluded.distkey, t.distkey),
    sortkeys = coalesce(excluded.sortkeys, t.sortkeys), sortkey_type = coalesce(excluded.sortkey_type, t.sortkey_type),
    backup = coalesce(excluded.backup, t.backup), primary_key = coalesce(excluded.primary_key, t.primary_key),
    encodings = t.encodings || excluded.encodings, late_view = excluded.late_view,
    foreign_keys = t.foreign_keys || excluded.foreign_keys;
  IF EXISTS (SELECT 1 FROM pg_class WHERE oid = target AND relkind = 'r' AND relpersistence = 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = target AND tgname = '?queue') THEN
    EXECUTE format('CREATE TRIGGER "?queue" BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION rs_catalog.queue_writer()', target);
  END IF;
END $$;

-- The columns of CREATE TABLE AS get Redshift's types: strings of unknown length become VARCHAR(65535).
CREATE FUNCTION rs_catalog.settle_types(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT attname FROM pg_attribute WHERE attrelid = target AND attnum > 0 AND NOT attisdropped
      AND (atttypid = 'text'::regtype OR atttypid = 'varchar'::regtype AND atttypmod < 0) LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE varchar(65535)', target, found.attname);
  END LOOP;
END $$;

-- dg/r_ALTER_DATABASE: nobody may be connected to a database whose isolation level changes; each database has a level of its own.
CREATE FUNCTION rs_catalog.refuse_when_connected(name text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = name AND usename <> 'rdsdb') THEN
    RAISE EXCEPTION USING errcode = '55006', message = format('database "%s" is being accessed by other users', name);
  END IF;
END $$;
CREATE FUNCTION rs_catalog.isolation_of(database oid) RETURNS varchar LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_db_role_setting WHERE setdatabase = database AND setrole = 0
    AND 'default_transaction_isolation=serializable' = ANY (setconfig)) THEN 'Serializable' ELSE 'Snapshot Isolation' END::varchar $$;
-- Names of 64 to 127 bytes: the engine holds a shorter one in their place.
CREATE TABLE rs_catalog.long_names (short name PRIMARY KEY, full_name text NOT NULL);
GRANT SELECT ON rs_catalog.long_names TO PUBLIC;
CREATE FUNCTION rs_catalog.learn_names(told text) RETURNS void LANGUAGE sql SECURITY DEFINER AS
  'INSERT INTO rs_catalog.long_names SELECT key, value FROM json_each_text(told::json) ON CONFLICT DO NOTHING';
CREATE FUNCTION rs_catalog.full_name(held name) RETURNS text LANGUAGE sql STABLE AS
  'SELECT coalesce((SELECT l.full_name FROM rs_catalog.long_names l WHERE l.short = held), held::text)';
