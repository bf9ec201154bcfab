-- What CREATE TABLE says and the engine does not know.
CREATE TABLE rs_catalog.table_attributes (
  relation oid PRIMARY KEY, diststyle text, distkey text, sortkeys text[], sortkey_type text, backup text,
  primary_key text[], encodings jsonb NOT NULL DEFAULT '{}', late_view text);
GRANT SELECT ON rs_catalog.table_attributes TO PUBLIC;
CREATE FUNCTION rs_catalog.remember(target regclass, told text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  said jsonb := told::json::jsonb;
BEGIN
  INSERT INTO rs_catalog.table_attributes AS t VALUES (target, said->>'diststyle', said->>'distkey',
    (SELECT array_agg(e) FROM jsonb_array_elements_text(said->'sortkeys') AS e), said->>'sortkey_type', said->>'backup',
    (SELECT array_agg(e) FROM jsonb_array_elements_text(said->'primary_key') AS e), coalesce(said->'encodings', '{}'), said->>'late_view')
  ON CONFLICT (relation) DO UPDATE SET
    diststyle = coalesce(excluded.diststyle, t.diststyle), distkey = coalesce(excluded.distkey, t.distkey),
    sortkeys = coalesce(excluded.sortkeys, t.sortkeys), sortkey_type = coalesce(excluded.sortkey_type, t.sortkey_type),
    backup = coalesce(excluded.backup, t.backup), primary_key = coalesce(excluded.primary_key, t.primary_key),
    encodings = t.encodings || excluded.encodings;
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

CREATE TABLE rs_catalog.query_log (
  query_id bigint PRIMARY KEY, username varchar(128), query_label varchar(320), session_id integer,
  database_name varchar(128), status varchar(10), start_time timestamp, end_time timestamp, error_message varchar(512),
  returned_rows bigint, query_text varchar(16000));
CREATE TABLE rs_catalog.load_errors (
  user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name varchar(64), table_id integer,
  start_time timestamp DEFAULT rs.getdate(), file_name varchar(256), line_number bigint, column_name varchar(127),
  column_type varchar(10), column_length varchar(10), position integer, error_code integer, error_message varchar(512),
  raw_line varchar(1024), raw_field_value varchar(1024));
CREATE TABLE rs_catalog.load_history (
  user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name varchar(64),
  status varchar(10), table_name varchar(256), start_time timestamp, end_time timestamp, duration bigint,
  data_source varchar(256), file_format varchar(16), loaded_rows bigint, loaded_bytes bigint, source_file_count integer,
  source_file_bytes bigint, file_count_scanned integer, file_bytes_scanned bigint, error_count bigint, copy_job_id bigint);
CREATE TABLE rs_catalog.unload_history (
  user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name varchar(64),
  status varchar(10), start_time timestamp, end_time timestamp, duration bigint, file_format varchar(16),
  compression_type varchar(16), unloaded_location varchar(256), unloaded_rows bigint, unloaded_files_count bigint,
  unloaded_files_size bigint, error_message varchar(512));
GRANT SELECT, INSERT ON rs_catalog.load_errors, rs_catalog.load_history, rs_catalog.unload_history TO PUBLIC;

-- dg/SYS_QUERY_HISTORY and its kin live in pg_catalog, where every search path finds them.
CREATE VIEW pg_catalog.sys_query_history AS
  SELECT 100 AS user_id, query_id, query_label::char(320) AS query_label, query_id AS transaction_id, session_id, database_name,
    split_part(upper(ltrim(query_text)), ' ', 1)::varchar(32) AS query_type, status, false AS result_cache_hit, start_time,
    end_time, (extract(epoch FROM end_time - start_time) * 1000000)::bigint AS elapsed_time, 0::bigint AS queue_time,
    (extract(epoch FROM end_time - start_time) * 1000000)::bigint AS execution_time, error_message::char(512) AS error_message,
    returned_rows, 0::bigint AS returned_bytes, query_text::char(4000) AS query_text, username
  FROM rs_catalog.query_log;
CREATE VIEW pg_catalog.stl_query AS
  SELECT 100 AS userid, query_id AS query, query_label::char(30) AS label, query_id AS xid, session_id AS pid, database_name AS database,
    query_text::char(4000) AS querytxt, start_time AS starttime, end_time AS endtime, (status <> 'success')::int AS aborted
  FROM rs_catalog.query_log;
CREATE VIEW pg_catalog.sys_load_error_detail AS
  SELECT user_id, query_id, transaction_id, session_id, database_name, table_id, start_time, file_name, line_number, column_name,
    column_type, column_length, position, error_code, error_message FROM rs_catalog.load_errors;
CREATE VIEW pg_catalog.stl_load_errors AS
  SELECT user_id AS userid, 0 AS slice, table_id AS tbl, start_time AS starttime, session_id AS session, query_id AS query,
    file_name AS filename, line_number, column_name AS colname, column_type AS type, column_length AS col_length, position,
    raw_line, raw_field_value, error_code AS err_code, error_message::varchar(100) AS err_reason, 0 AS is_partial, 0::bigint AS start_offset,
    -1::bigint AS copy_job_id FROM rs_catalog.load_errors;
CREATE VIEW pg_catalog.sys_load_history AS SELECT * FROM rs_catalog.load_history;
CREATE VIEW pg_catalog.sys_unload_history AS SELECT * FROM rs_catalog.unload_history;
GRANT SELECT ON pg_catalog.sys_query_history, pg_catalog.stl_query, pg_catalog.sys_load_error_detail, pg_catalog.stl_load_errors,
  pg_catalog.sys_load_history, pg_catalog.sys_unload_history TO PUBLIC;
