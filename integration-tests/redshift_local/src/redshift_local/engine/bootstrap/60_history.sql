-- What statements, UNLOAD and COPY leave behind. Rows are written by the stand-in itself, outside clients' transactions.
CREATE TABLE rs_catalog.query_log (
  query_id bigint PRIMARY KEY, username varchar(128), query_label varchar(320), session_id integer,
  database_name varchar(128), status varchar(10), start_time timestamp, end_time timestamp, error_message varchar(512),
  returned_rows bigint, query_text varchar(16000), engine_transaction bigint);
CREATE TABLE rs_catalog.unload_log (
  query_id bigint PRIMARY KEY, username varchar(128), session_id integer, database_name varchar(128), status varchar(10),
  start_time timestamp, end_time timestamp, file_format varchar(16), compression_type varchar(16), unloaded_location text,
  unloaded_rows bigint DEFAULT 0, unloaded_files_count bigint DEFAULT 0, unloaded_files_size bigint DEFAULT 0, error_message text);
CREATE TABLE rs_catalog.unload_files (query_id bigint, file_name text, line_count bigint, transfer_size bigint);
CREATE TABLE rs_catalog.load_log (
  query_id bigint PRIMARY KEY, username varchar(128), session_id integer, database_name varchar(128), status varchar(10),
  table_name varchar(256), table_id bigint, start_time timestamp, end_time timestamp, data_source text, file_format varchar(16),
  loaded_rows bigint DEFAULT 0, loaded_bytes bigint DEFAULT 0, source_file_count integer DEFAULT 0, source_file_bytes bigint DEFAULT 0,
  file_count_scanned integer DEFAULT 0, file_bytes_scanned bigint DEFAULT 0, error_count bigint DEFAULT 0);
CREATE TABLE rs_catalog.load_errors (
  query_id bigint, file_name text, line_number bigint, column_name text, column_type text, column_length text,
  position integer, error_code integer, error_message text, raw_line text, raw_field_value text);
CREATE TABLE rs_catalog.load_replacements (query_id bigint, file_name text, line_number bigint, column_name text, raw_line text);
CREATE TABLE rs_catalog.load_simplifications (
  query_id bigint, line_number bigint, maximum_tolerance double precision, initial_size bigint, simplified char(1),
  final_size bigint, final_tolerance double precision);
REVOKE ALL ON rs_catalog.query_log, rs_catalog.unload_log, rs_catalog.unload_files, rs_catalog.load_log, rs_catalog.load_errors,
  rs_catalog.load_replacements, rs_catalog.load_simplifications FROM PUBLIC;

-- dg/cm_chap_system-tables: superusers see all rows, others their own.
CREATE FUNCTION rs_catalog.may_see(username varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT username::text = current_user::text OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
$$;
CREATE FUNCTION rs_catalog.user_number(username varchar) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT oid::int FROM pg_roles WHERE rolname = username::name
$$;
CREATE FUNCTION rs_catalog.microseconds(started timestamp, ended timestamp) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT (extract(epoch FROM coalesce(ended, clock_timestamp() AT TIME ZONE 'UTC') - started) * 1000000)::bigint
$$;
-- The engine's number where it is known; else the statement counts as a transaction of its own, numbered apart.
CREATE FUNCTION rs_catalog.transaction_number(query_id bigint, engine_transaction bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(engine_transaction, 1000000000000 + query_id)
$$;
CREATE FUNCTION rs_catalog.query_type(statement varchar) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN words[1] = 'CREATE' AND statement ~* '^\s*create\s+((local\s+)?temp(orary)?\s+)?table\s+\S+(\s*\([^()]*\))?[^()]*\sas[\s(]' THEN 'CTAS'
    WHEN words[1] IN ('CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'COMMENT', 'GRANT', 'REVOKE') THEN 'DDL'
    WHEN words[1] = 'WITH' OR words[1] LIKE '(%' THEN 'SELECT'
    WHEN words[1] IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'UNLOAD', 'COPY') THEN words[1]
    WHEN words[1] IN ('BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SET', 'RESET', 'SHOW', 'VACUUM', 'ANALYZE', 'LOCK',
      'DECLARE', 'FETCH', 'CLOSE', 'PREPARE', 'EXECUTE', 'DEALLOCATE', 'EXPLAIN') THEN 'UTILITY'
    ELSE 'OTHER' END::varchar
  FROM (SELECT regexp_split_to_array(upper(ltrim(statement, E' \t\r\n')), '[\s(]+') AS words) AS split
$$;

-- The views live in pg_catalog, where every search path finds them. Columns: dg/SYS_QUERY_HISTORY and its kin.
CREATE VIEW pg_catalog.sys_query_history AS
  SELECT rs_catalog.user_number(username) AS user_id, query_id, query_label::char(320) AS query_label,
    rs_catalog.transaction_number(query_id, engine_transaction) AS transaction_id, session_id, database_name::char(128) AS database_name, rs_catalog.query_type(query_text)::char(32) AS query_type, status::char(10) AS status,
    false AS result_cache_hit, start_time, end_time, rs_catalog.microseconds(start_time, end_time) AS elapsed_time, 0::bigint AS queue_time,
    rs_catalog.microseconds(start_time, end_time) AS execution_time, error_message::char(512) AS error_message, returned_rows,
    0::bigint AS returned_bytes, left(query_text, 4000)::char(4000) AS query_text, 'redshift_local'::char(256) AS redshift_version,
    NULL::char(150) AS usage_limit, 'primary'::varchar(32) AS compute_type, 0::bigint AS compile_time, 0::bigint AS planning_time,
    0::bigint AS lock_wait_time, -1 AS service_class_id, ''::char(64) AS service_class_name, NULL::char(20) AS query_priority,
    NULL::char(10) AS short_query_accelerated, md5(query_text)::char(40) AS user_query_hash,
    md5(regexp_replace(query_text, '''[^'']*''|\m\d+(\.\d+)?\M', '?', 'g'))::char(40) AS generic_query_hash, 1 AS query_hash_version,
    0 AS result_cache_query_id, username::char(128) AS username
  FROM rs_catalog.query_log WHERE rs_catalog.may_see(username);
CREATE VIEW pg_catalog.stl_query AS
  SELECT rs_catalog.user_number(username) AS userid, query_id AS query, left(query_label, 30)::char(30) AS label, query_id AS xid, session_id AS pid,
    database_name::char(32) AS database, left(query_text, 4000)::char(4000) AS querytxt, start_time AS starttime, end_time AS endtime,
    (status NOT IN ('success', 'running'))::int AS aborted
  FROM rs_catalog.query_log WHERE rs_catalog.may_see(username);
CREATE VIEW pg_catalog.stl_querytext AS
  SELECT rs_catalog.user_number(q.username) AS userid, q.query_id AS xid, q.session_id AS pid, q.query_id AS query, part AS sequence,
    substr(q.query_text, part * 200 + 1, 200)::char(200) AS text
  FROM rs_catalog.query_log q, generate_series(0, greatest(0, (length(q.query_text) - 1) / 200)) AS part WHERE rs_catalog.may_see(q.username);
CREATE VIEW pg_catalog.sys_query_text AS
  SELECT rs_catalog.user_number(q.username) AS user_id, q.query_id, q.query_id AS transaction_id, q.session_id, q.start_time, part AS sequence,
    substr(q.query_text, part * 200 + 1, 200)::char(200) AS text
  FROM rs_catalog.query_log q, generate_series(0, greatest(0, (length(q.query_text) - 1) / 200)) AS part WHERE rs_catalog.may_see(q.username);

-- dg/SYS_TRANSACTION_HISTORY: for superusers only. Transactions without a COPY are not in it.
CREATE VIEW pg_catalog.sys_transaction_history AS
  SELECT rs_catalog.user_number(min(username)) AS user_id, engine_transaction AS transaction_id, 'Snapshot Isolation'::varchar AS isolation_level,
    CASE outcome WHEN 'committed' THEN 'committed' ELSE 'rolledback' END::varchar AS status, min(start_time) AS transaction_start_time,
    max(end_time) AS commit_start_time, max(end_time) AS commit_end_time, 0::bigint AS blocks_committed,
    CASE outcome WHEN 'committed' THEN -1 ELSE engine_transaction END::bigint AS undo_transaction_id
  FROM (SELECT *, pg_xact_status(engine_transaction::text::xid8) AS outcome FROM rs_catalog.query_log WHERE engine_transaction IS NOT NULL) AS known
  WHERE outcome IN ('committed', 'aborted') AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  GROUP BY engine_transaction, outcome;

CREATE VIEW pg_catalog.sys_unload_history AS
  SELECT rs_catalog.user_number(username) AS user_id, query_id, query_id AS transaction_id, session_id, database_name::varchar AS database_name,
    status::varchar AS status, start_time, end_time, rs_catalog.microseconds(start_time, end_time) AS duration, file_format::varchar AS file_format,
    compression_type::varchar AS compression_type, unloaded_location::varchar AS unloaded_location, unloaded_rows, unloaded_files_count,
    unloaded_files_size, error_message::varchar AS error_message
  FROM rs_catalog.unload_log WHERE rs_catalog.may_see(username);
CREATE VIEW pg_catalog.sys_unload_detail AS
  SELECT rs_catalog.user_number(l.username) AS user_id, l.query_id, l.session_id, l.query_id AS transaction_id, f.file_name::char(1280) AS file_name,
    l.start_time, l.end_time, f.line_count, f.transfer_size, l.file_format::char(10) AS file_format
  FROM rs_catalog.unload_log l JOIN rs_catalog.unload_files f USING (query_id) WHERE rs_catalog.may_see(l.username);
CREATE VIEW pg_catalog.stl_unload_log AS
  SELECT rs_catalog.user_number(l.username) AS userid, l.query_id AS query,
    coalesce(substring(f.file_name FROM '(\d{4})_part_\d+[^/]*$')::int, 0) AS slice, l.session_id AS pid, f.file_name::char(1280) AS path,
    l.start_time, l.end_time, f.line_count, f.transfer_size, l.file_format::char(10) AS file_format, l.query_id AS user_query_id,
    l.query_id AS transaction_id
  FROM rs_catalog.unload_log l JOIN rs_catalog.unload_files f USING (query_id) WHERE rs_catalog.may_see(l.username);

CREATE VIEW pg_catalog.sys_load_history AS
  SELECT rs_catalog.user_number(username) AS user_id, query_id, query_id AS transaction_id, session_id, database_name::varchar AS database_name,
    status::varchar AS status, table_name::varchar AS table_name, start_time, end_time, rs_catalog.microseconds(start_time, end_time) AS duration,
    data_source::varchar AS data_source, file_format::varchar AS file_format, loaded_rows, loaded_bytes, source_file_count, source_file_bytes,
    file_count_scanned, file_bytes_scanned, error_count, 0::bigint AS copy_job_id
  FROM rs_catalog.load_log WHERE rs_catalog.may_see(username);
CREATE VIEW pg_catalog.sys_load_error_detail AS
  SELECT rs_catalog.user_number(l.username) AS user_id, l.query_id, l.query_id AS transaction_id, l.session_id, l.database_name::char(64) AS database_name,
    l.table_id::int AS table_id, l.start_time, left(e.file_name, 256)::char(256) AS file_name, e.line_number, left(e.column_name, 127)::char(127) AS column_name,
    left(e.column_type, 10)::char(10) AS column_type, left(e.column_length, 10)::char(10) AS column_length, e.position, e.error_code,
    left(e.error_message, 512)::char(512) AS error_message
  FROM rs_catalog.load_log l JOIN rs_catalog.load_errors e USING (query_id) WHERE rs_catalog.may_see(l.username);
CREATE VIEW pg_catalog.stl_load_errors AS
  SELECT rs_catalog.user_number(l.username) AS userid, 0 AS slice, l.table_id::int AS tbl, l.start_time AS starttime, l.session_id AS session,
    l.query_id AS query, left(e.file_name, 256)::char(256) AS filename, e.line_number, left(e.column_name, 127)::char(127) AS colname,
    left(e.column_type, 10)::char(10) AS type, left(e.column_length, 10)::char(10) AS col_length, e.position, left(e.raw_line, 1024)::char(1024) AS raw_line,
    left(e.raw_field_value, 1024)::char(1024) AS raw_field_value, e.error_code AS err_code, left(e.error_message, 100)::char(100) AS err_reason,
    0 AS is_partial, 0::bigint AS start_offset, -1::bigint AS copy_job_id
  FROM rs_catalog.load_log l JOIN rs_catalog.load_errors e USING (query_id) WHERE rs_catalog.may_see(l.username);
CREATE VIEW pg_catalog.stl_replacements AS
  SELECT rs_catalog.user_number(l.username) AS userid, l.query_id AS query, 0 AS slice, l.table_id::int AS tbl, l.start_time AS starttime,
    l.session_id AS session, left(r.file_name, 256)::char(256) AS filename, r.line_number, left(r.column_name, 127)::char(127) AS colname,
    left(r.raw_line, 1024)::char(1024) AS raw_line, l.query_id AS user_query_id
  FROM rs_catalog.load_log l JOIN rs_catalog.load_replacements r USING (query_id) WHERE rs_catalog.may_see(l.username);
CREATE VIEW pg_catalog.sys_spatial_simplify AS
  SELECT query_id, s.line_number, s.maximum_tolerance, s.initial_size, s.simplified, s.final_size, s.final_tolerance
  FROM rs_catalog.load_log l JOIN rs_catalog.load_simplifications s USING (query_id) WHERE rs_catalog.may_see(l.username);
CREATE VIEW pg_catalog.svl_spatial_simplify AS
  SELECT query_id::int AS query, line_number::int AS line_number, maximum_tolerance, initial_size::int AS initial_size, simplified,
    final_size::int AS final_size, final_tolerance
  FROM pg_catalog.sys_spatial_simplify;
GRANT SELECT ON pg_catalog.sys_spatial_simplify, pg_catalog.svl_spatial_simplify, pg_catalog.sys_transaction_history, pg_catalog.stl_replacements, pg_catalog.sys_query_history, pg_catalog.stl_query, pg_catalog.stl_querytext, pg_catalog.sys_query_text, pg_catalog.sys_unload_history,
  pg_catalog.sys_unload_detail, pg_catalog.stl_unload_log, pg_catalog.sys_load_history, pg_catalog.sys_load_error_detail, pg_catalog.stl_load_errors TO PUBLIC;
