-- Schemas a user may see; the stand-in's own and the engine's internals are hidden.
CREATE VIEW rs_catalog.visible_schemas AS
  SELECT oid, rs_catalog.full_name(nspname) AS nspname, nspowner, nspacl FROM pg_namespace
  WHERE nspname NOT LIKE 'pg\_t%' AND nspname NOT IN ('rs', 'rs_catalog', 'rs_copies', 'rs_external');
CREATE VIEW rs_catalog.relations AS
  SELECT c.oid, n.nspname, rs_catalog.full_name(c.relname) AS relname, c.relkind, c.relowner, c.relacl, c.reltuples, t.diststyle, t.distkey, t.sortkeys, t.sortkey_type,
    t.encodings, t.primary_key, t.late_view, t.foreign_keys
  FROM pg_class c JOIN rs_catalog.visible_schemas n ON n.oid = c.relnamespace
    LEFT JOIN rs_catalog.table_attributes t ON t.relation = c.oid
  WHERE c.relkind IN ('r', 'v', 'm', 'p')
  UNION ALL SELECT e.shape, rs_catalog.full_name(e.nspname), e.name, 'f', e.nspowner, NULL, -1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM rs_catalog.external_tables e;
CREATE FUNCTION rs_catalog.type_name(type oid, modifier integer) RETURNS varchar LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN type = 'jsonb'::regtype THEN 'super' WHEN type = 'bytea'::regtype THEN 'binary varying' WHEN type IN (3000, 3001, 2935) THEN (SELECT typname::text FROM pg_type WHERE oid = type)
    WHEN type = 'text'::regtype THEN 'character varying(65535)'
    WHEN type = 'varchar'::regtype AND modifier < 0 THEN 'character varying(65535)'
    ELSE format_type(type, modifier) END::varchar $$;
-- How IDENTITY shows as a default.
CREATE FUNCTION rs_catalog.default_of(relation oid, number int2, identity "char", told text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN identity <> '' THEN CASE identity WHEN 'd' THEN 'default_identity(' ELSE '"identity"(' END || relation || ', ' || number - 1 || ', ''' ||
    (SELECT seqstart || ',' || seqincrement FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence(relation::regclass::text,
      (SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = relation AND attnum = number))::regclass) || '''::text)' ELSE told END $$;
CREATE VIEW rs_catalog.columns AS
  SELECT r.oid AS relation, current_database()::varchar AS database_name, r.nspname::varchar AS schema_name, r.relname::varchar AS table_name,
    rs_catalog.full_name(a.attname)::varchar AS column_name, row_number() OVER (PARTITION BY r.oid, r.nspname ORDER BY a.attnum)::integer AS ordinal_position,
    rs_catalog.default_of(r.oid, a.attnum, a.attidentity, pg_get_expr(d.adbin, d.adrelid))::varchar AS column_default, CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END::varchar AS is_nullable,
    regexp_replace(rs_catalog.type_name(a.atttypid, a.atttypmod), '\(.*\)', '')::varchar AS data_type,
    rs_catalog.type_name(a.atttypid, a.atttypmod) AS full_type,
    CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4 THEN a.atttypmod - 4
         WHEN a.atttypid IN ('varchar'::regtype, 'text'::regtype) THEN 65535 END::integer AS character_maximum_length,
    CASE a.atttypid WHEN 'smallint'::regtype THEN 16 WHEN 'integer'::regtype THEN 32 WHEN 'bigint'::regtype THEN 64
      WHEN 'real'::regtype THEN 24 WHEN 'double precision'::regtype THEN 53
      WHEN 'numeric'::regtype THEN CASE WHEN a.atttypmod > 4 THEN (a.atttypmod - 4) >> 16 & 65535 END END::integer AS numeric_precision,
    CASE WHEN a.atttypid IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) THEN 0
      WHEN a.atttypid = 'numeric'::regtype AND a.atttypmod > 4 THEN (a.atttypmod - 4) & 2047 END::integer AS numeric_scale,
    col_description(r.oid, a.attnum)::varchar AS remarks, lower(r.sortkey_type)::varchar AS sort_key_type,
    coalesce(array_position(r.sortkeys, rs_catalog.full_name(a.attname)), 0)::integer AS sort_key, coalesce(r.distkey = rs_catalog.full_name(a.attname), false) AS is_distkey,
    coalesce(r.encodings->>rs_catalog.full_name(a.attname), CASE WHEN r.relkind = 'r' THEN CASE
      WHEN array_position(r.sortkeys, rs_catalog.full_name(a.attname)) IS NOT NULL OR a.atttypid IN ('boolean'::regtype, 'real'::regtype, 'double precision'::regtype, 3000, 3001)
        THEN 'none'
      WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) THEN 'lzo' ELSE 'az64' END END)::varchar AS encoding,
    a.attnotnull, r.relkind
  FROM rs_catalog.relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  WHERE r.late_view IS NULL;
GRANT SELECT ON ALL TABLES IN SCHEMA rs_catalog TO PUBLIC;

CREATE FUNCTION rs_catalog.like_or_all(value text, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
  'SELECT pattern IS NULL OR value LIKE pattern';
-- dg/r_SHOW_DATABASES, dg/r_SHOW_SCHEMAS, dg/r_SHOW_TABLES, dg/r_SHOW_COLUMNS, dg/r_SHOW_CONSTRAINTS
CREATE FUNCTION rs_catalog.show_databases(wanted_pattern text)
RETURNS TABLE (database_name varchar, database_owner integer, database_type varchar, database_acl varchar, parameters varchar, database_isolation_level varchar)
LANGUAGE sql STABLE AS $$
  SELECT datname::varchar, datdba::integer, 'local'::varchar, datacl::varchar, NULL::varchar, rs_catalog.isolation_of(oid) FROM pg_database
  WHERE NOT datistemplate AND datname NOT IN ('postgres', 'rs_template') AND rs_catalog.like_or_all(datname, wanted_pattern) ORDER BY 1 $$;
-- Schemas, tables and columns with those of other databases, which are copied here when a statement asks for them (dg/cross-database_usage).
CREATE VIEW rs_catalog.own_schemas AS
  SELECT current_database()::varchar AS database_name, nspname::varchar AS schema_name, nspowner::integer AS schema_owner,
    CASE WHEN e.schema IS NULL THEN 'local' ELSE 'external' END::varchar AS schema_type, nspacl::varchar AS schema_acl, e.external_database::varchar AS source_database,
    rs_catalog.json_text(e.options)::varchar AS schema_option FROM rs_catalog.visible_schemas n LEFT JOIN rs_catalog.external_schemas e ON e.schema = n.oid;
CREATE VIEW rs_catalog.own_tables AS
  SELECT current_database()::varchar AS database_name, nspname::varchar AS schema_name, relname::varchar AS table_name,
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'f' THEN 'EXTERNAL TABLE' ELSE 'TABLE' END::varchar AS table_type, relacl::varchar AS table_acl, obj_description(oid)::varchar AS remarks,
    pg_get_userbyid(relowner)::varchar AS owner, NULL::timestamp AS last_altered_time, NULL::timestamp AS last_modified_time,
    CASE relkind WHEN 'r' THEN CASE WHEN diststyle = 'key' THEN 'KEY(' || distkey || ')' ELSE upper(coalesce(diststyle, 'auto')) END END::varchar AS dist_style,
    CASE relkind WHEN 'v' THEN CASE WHEN late_view IS NULL THEN 'REGULAR VIEW' ELSE 'LATE BINDING VIEW' END WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'f' THEN 'EXTERNAL TABLE' ELSE 'REGULAR TABLE' END::varchar AS table_subtype
  FROM rs_catalog.relations;
CREATE TABLE rs_catalog.foreign_schemas AS SELECT * FROM rs_catalog.own_schemas WHERE false;
CREATE TABLE rs_catalog.foreign_tables AS SELECT * FROM rs_catalog.own_tables WHERE false;
CREATE TABLE rs_catalog.foreign_columns AS SELECT * FROM rs_catalog.columns WHERE false;
CREATE VIEW rs_catalog.all_schemas AS TABLE rs_catalog.own_schemas UNION ALL TABLE rs_catalog.foreign_schemas;
CREATE VIEW rs_catalog.all_tables AS TABLE rs_catalog.own_tables UNION ALL TABLE rs_catalog.foreign_tables;
CREATE VIEW rs_catalog.all_columns AS TABLE rs_catalog.columns UNION ALL TABLE rs_catalog.foreign_columns;
CREATE FUNCTION rs_catalog.show_schemas(wanted_database text, wanted_pattern text)
RETURNS TABLE (database_name varchar, schema_name varchar, schema_owner integer, schema_type varchar, schema_acl varchar, source_database varchar, schema_option varchar)
LANGUAGE sql STABLE AS $$
  SELECT * FROM rs_catalog.all_schemas WHERE database_name::text = wanted_database AND rs_catalog.like_or_all(schema_name, wanted_pattern) ORDER BY 2 $$;
CREATE FUNCTION rs_catalog.show_tables(wanted_database text, wanted_schema text, wanted_pattern text)
RETURNS TABLE (database_name varchar, schema_name varchar, table_name varchar, table_type varchar, table_acl varchar, remarks varchar,
  owner varchar, last_altered_time timestamp, last_modified_time timestamp, dist_style varchar, table_subtype varchar)
LANGUAGE sql STABLE AS $$
  SELECT * FROM rs_catalog.all_tables WHERE database_name::text = wanted_database AND schema_name::text = wanted_schema
    AND rs_catalog.like_or_all(table_name, wanted_pattern) ORDER BY 3 $$;
CREATE FUNCTION rs_catalog.show_columns(wanted_database text, wanted_schema text, wanted_relation text, wanted_pattern text)
RETURNS TABLE (database_name varchar, schema_name varchar, table_name varchar, column_name varchar, ordinal_position integer, column_default varchar,
  is_nullable varchar, data_type varchar, character_maximum_length integer, numeric_precision integer, numeric_scale integer, remarks varchar,
  sort_key_type varchar, sort_key integer, dist_key integer, encoding varchar, "collation" varchar)
LANGUAGE sql STABLE AS $$
  SELECT c.database_name, c.schema_name, c.table_name, c.column_name, c.ordinal_position, c.column_default, c.is_nullable, c.data_type,
    c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.remarks, c.sort_key_type, c.sort_key,
    CASE WHEN c.is_distkey THEN 1 ELSE 0 END, c.encoding, CASE WHEN c.character_maximum_length IS NOT NULL THEN 'default' END::varchar
  FROM rs_catalog.all_columns c
  WHERE c.database_name::text = wanted_database AND c.schema_name::text = wanted_schema AND c.table_name::text = wanted_relation AND rs_catalog.like_or_all(c.column_name, wanted_pattern)
  ORDER BY c.ordinal_position $$;
-- A column of a late-binding view, with the lengths that its type's name tells.
CREATE FUNCTION rs_catalog.show_late_column(wanted_database text, wanted_schema text, wanted_relation text, wanted_pattern text,
  of_schema name, of_view name, of_name name, of_type varchar, place integer)
RETURNS TABLE (database_name varchar, schema_name varchar, table_name varchar, column_name varchar, ordinal_position integer, column_default varchar,
  is_nullable varchar, data_type varchar, character_maximum_length integer, numeric_precision integer, numeric_scale integer, remarks varchar,
  sort_key_type varchar, sort_key integer, dist_key integer, encoding varchar, "collation" varchar)
LANGUAGE sql STABLE AS $$
  SELECT wanted_database::varchar, wanted_schema::varchar, wanted_relation::varchar, of_name::varchar, place, NULL::varchar, 'YES'::varchar,
    regexp_replace(of_type, '\(.*\)', '')::varchar, CASE WHEN of_type LIKE 'character%' THEN substring(of_type, '\((\d+)')::integer END,
    CASE WHEN of_type LIKE 'numeric(%' THEN substring(of_type, '\((\d+)')::integer ELSE CASE of_type WHEN 'smallint' THEN 16 WHEN 'integer' THEN 32
      WHEN 'bigint' THEN 64 WHEN 'real' THEN 24 WHEN 'double precision' THEN 53 END END,
    CASE WHEN of_type LIKE 'numeric(%' THEN substring(of_type, ',(\d+)')::integer WHEN of_type IN ('smallint', 'integer', 'bigint') THEN 0 END,
    NULL::varchar, NULL::varchar, 0, 0, NULL::varchar, NULL::varchar
  WHERE wanted_database = current_database() AND of_schema::text = wanted_schema AND of_view::text = wanted_relation AND rs_catalog.like_or_all(of_name, wanted_pattern) $$;
CREATE FUNCTION rs_catalog.show_primary_keys(wanted_database text, wanted_schema text, wanted_relation text, wanted_pattern text)
RETURNS TABLE (database_name varchar, schema_name varchar, table_name varchar, column_name varchar, key_seq integer, pk_name varchar)
LANGUAGE sql STABLE AS $$
  SELECT current_database()::varchar, nspname::varchar, relname::varchar, k.name::varchar, k.place::integer, (relname || '_pkey')::varchar
  FROM rs_catalog.relations, unnest(primary_key) WITH ORDINALITY AS k(name, place)
  WHERE wanted_database = current_database() AND nspname = wanted_schema AND relname = wanted_relation ORDER BY k.place $$;
-- Foreign keys are said, not enforced; one whose target is gone is not shown.
CREATE VIEW rs_catalog.foreign_keys AS
  SELECT p.nspname AS pk_schema, p.relname AS pk_table, f.nspname AS fk_schema, f.relname AS fk_table, c.place AS key_seq,
    coalesce(p_columns.names[c.place], p.primary_key[c.place]) AS pk_column, c.name AS fk_column,
    coalesce(nullif(k->>'name', ''), f.relname || '_' || (k->'columns'->>0) || '_fkey') AS fk_name, p.relname || '_pkey' AS pk_name
  FROM rs_catalog.relations f, jsonb_array_elements(f.foreign_keys) AS k
    JOIN rs_catalog.relations p ON p.oid = to_regclass(k->>'target'),
    LATERAL jsonb_array_elements_text(k->'columns') WITH ORDINALITY AS c(name, place),
    LATERAL (SELECT array_agg(e ORDER BY n) FROM jsonb_array_elements_text(k->'target_columns') WITH ORDINALITY AS u(e, n)) AS p_columns(names);
CREATE FUNCTION rs_catalog.show_foreign_keys(wanted_database text, wanted_schema text, wanted_relation text, wanted_pattern text)
RETURNS TABLE (pk_database_name varchar, pk_schema_name varchar, pk_table_name varchar, pk_column_name varchar, fk_database_name varchar,
  fk_schema_name varchar, fk_table_name varchar, fk_column_name varchar, key_seq integer, fk_name varchar, pk_name varchar, update_rule integer,
  delete_rule integer, deferrability integer)
LANGUAGE sql STABLE AS $$
  SELECT current_database()::varchar, pk_schema::varchar, pk_table::varchar, pk_column::varchar, current_database()::varchar, fk_schema::varchar,
    fk_table::varchar, fk_column::varchar, k.key_seq::integer, k.fk_name::varchar, k.pk_name::varchar, NULL::integer, NULL::integer, NULL::integer
  FROM rs_catalog.foreign_keys k
  WHERE wanted_database = current_database() AND fk_schema = wanted_schema AND fk_table = wanted_relation ORDER BY k.fk_name, k.key_seq $$;
CREATE FUNCTION rs_catalog.show_exported_keys(wanted_database text, wanted_schema text, wanted_relation text, wanted_pattern text)
RETURNS TABLE (pk_database_name varchar, pk_schema_name varchar, pk_table_name varchar, pk_column_name varchar, fk_database_name varchar,
  fk_schema_name varchar, fk_table_name varchar, fk_column_name varchar, key_seq integer, fk_name varchar, pk_name varchar, update_rule integer,
  delete_rule integer, deferrability integer)
LANGUAGE sql STABLE AS $$
  SELECT current_database()::varchar, pk_schema::varchar, pk_table::varchar, pk_column::varchar, current_database()::varchar, fk_schema::varchar,
    fk_table::varchar, fk_column::varchar, k.key_seq::integer, k.fk_name::varchar, k.pk_name::varchar, NULL::integer, NULL::integer, NULL::integer
  FROM rs_catalog.foreign_keys k
  WHERE wanted_database = current_database() AND pk_schema = wanted_schema AND pk_table = wanted_relation ORDER BY k.fk_name, k.key_seq $$;
-- The stand-in has none of users.
CREATE FUNCTION rs_catalog.show_procedures(wanted_database text, wanted_schema text, wanted_pattern text) RETURNS TABLE (database_name varchar, schema_name varchar, procedure_name varchar, number_of_arguments integer,
  argument_list varchar, return_type varchar, remarks varchar) LANGUAGE sql STABLE AS
  'SELECT NULL::varchar, NULL::varchar, NULL::varchar, 0, NULL::varchar, NULL::varchar, NULL::varchar WHERE false';
-- The stand-in has none of users.
CREATE FUNCTION rs_catalog.show_functions(wanted_database text, wanted_schema text, wanted_pattern text) RETURNS TABLE (database_name varchar, schema_name varchar, function_name varchar, number_of_arguments integer,
  argument_list varchar, return_type varchar, remarks varchar) LANGUAGE sql STABLE AS
  'SELECT NULL::varchar, NULL::varchar, NULL::varchar, 0, NULL::varchar, NULL::varchar, NULL::varchar WHERE false';
CREATE FUNCTION rs_catalog.show_parameters() RETURNS TABLE (database_name varchar, schema_name varchar, procedure_name varchar, parameter_name varchar,
  ordinal_position integer, parameter_type varchar, data_type varchar, character_maximum_length integer, numeric_precision integer, numeric_scale integer)
  LANGUAGE sql STABLE AS
  'SELECT NULL::varchar, NULL::varchar, NULL::varchar, NULL::varchar, 0, NULL::varchar, NULL::varchar, 0, 0, 0 WHERE false';

-- System views in pg_catalog: every search path finds them.
CREATE VIEW pg_catalog.svv_redshift_columns AS
  SELECT database_name, schema_name, table_name, column_name, ordinal_position, full_type::varchar(128) AS data_type, column_default,
    is_nullable::varchar(3) AS is_nullable, encoding, is_distkey AS distkey, sort_key AS sortkey, NULL::varchar AS column_acl, remarks
  FROM rs_catalog.all_columns WHERE relkind <> 'f';
CREATE VIEW pg_catalog.svv_all_columns AS
  SELECT database_name, schema_name, table_name, column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length,
    numeric_precision, numeric_scale, remarks FROM rs_catalog.all_columns;
CREATE VIEW pg_catalog.svv_columns AS
  SELECT database_name AS table_catalog, schema_name AS table_schema, table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
    character_maximum_length, numeric_precision, CASE WHEN numeric_precision IS NULL THEN NULL WHEN data_type = 'numeric' THEN 10 ELSE 2 END AS numeric_precision_radix,
    numeric_scale, CASE WHEN data_type LIKE 'time%' THEN 6 END AS datetime_precision, NULL::varchar AS interval_type, NULL::varchar AS interval_precision,
    NULL::varchar AS character_set_catalog, NULL::varchar AS character_set_schema, NULL::varchar AS character_set_name, NULL::varchar AS collation_catalog,
    NULL::varchar AS collation_schema, NULL::varchar AS collation_name, NULL::varchar AS domain_name, remarks FROM rs_catalog.columns;
CREATE VIEW pg_catalog.svv_tables AS
  SELECT current_database()::varchar AS table_catalog, nspname::varchar AS table_schema, relname::varchar AS table_name,
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'f' THEN 'EXTERNAL TABLE' ELSE 'BASE TABLE' END::varchar AS table_type, obj_description(oid)::varchar AS remarks FROM rs_catalog.relations;
CREATE VIEW pg_catalog.svv_redshift_tables AS
  SELECT database_name, schema_name, table_name, table_type, table_acl, remarks, owner AS table_owner FROM rs_catalog.all_tables
  WHERE table_type <> 'EXTERNAL TABLE';
CREATE VIEW pg_catalog.svv_all_tables AS
  SELECT database_name, schema_name, table_name, table_acl, table_type, remarks FROM rs_catalog.all_tables;
CREATE VIEW pg_catalog.svv_all_schemas AS SELECT * FROM rs_catalog.all_schemas;
CREATE VIEW pg_catalog.svv_external_schemas AS
  SELECT e.schema::integer AS esoid, 1::smallint AS eskind, n.nspname::varchar AS schemaname, n.nspowner::integer AS esowner, e.external_database::varchar AS databasename,
    rs_catalog.json_text(e.options)::varchar AS esoptions FROM rs_catalog.external_schemas e JOIN rs_catalog.visible_schemas n ON n.oid = e.schema;
-- dg/r_SVV_TABLE_INFO omits empty tables; size is in blocks of 1 MB.
CREATE FUNCTION rs_catalog.row_count(relation oid) RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', relation::regclass) INTO n;
  RETURN n;
END $$;
CREATE VIEW pg_catalog.svv_table_info AS
  SELECT * FROM (SELECT current_database()::text AS database, nspname::text AS schema, oid AS table_id, relname::text AS "table",
    CASE WHEN encodings IS NOT NULL AND encodings <> '{}' THEN 'Y' ELSE 'Y, AUTO(ENCODE)' END::text AS encoded,
    CASE diststyle WHEN 'key' THEN 'KEY(' || distkey || ')' ELSE coalesce(upper(nullif(diststyle, 'auto')), 'AUTO(ALL)') END::text AS diststyle,
    coalesce(sortkeys[1], 'AUTO(SORTKEY)')::text AS sortkey1,
    (SELECT max(a.atttypmod - 4) FROM pg_attribute a WHERE a.attrelid = r.oid AND a.atttypid = 'varchar'::regtype)::integer AS max_varchar,
    CASE WHEN sortkeys IS NOT NULL THEN coalesce(encodings->>sortkeys[1], 'none') END::char(32) AS sortkey1_enc,
    coalesce(cardinality(sortkeys), 0) AS sortkey_num, greatest(1, ceil(pg_relation_size(oid) / 1048576.0))::bigint AS size,
    0::numeric(10,4) AS pct_used, 0::bigint AS empty, 0::numeric(5,2) AS unsorted, 0::numeric(5,2) AS stats_off,
    rs_catalog.row_count(oid)::numeric(38,0) AS tbl_rows, NULL::numeric(19,2) AS skew_sortkey1, 1::numeric(19,2) AS skew_rows,
    rs_catalog.row_count(oid)::numeric(38,0) AS estimated_visible_rows, NULL::text AS risk_event, 0::numeric(12,2) AS vacuum_sort_benefit,
    NULL::timestamp AS create_time
    FROM rs_catalog.relations r WHERE relkind IN ('r', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema')) AS t WHERE tbl_rows > 0;
CREATE VIEW pg_catalog.pg_table_def AS
  SELECT schema_name::name AS schemaname, table_name::name AS tablename, column_name::name AS "column", full_type AS type,
    encoding::varchar(32) AS encoding, is_distkey AS distkey, sort_key AS sortkey, attnotnull AS "notnull"
  FROM rs_catalog.columns WHERE relkind = 'r' AND schema_name::text = ANY (current_schemas(false)::text[]);
GRANT SELECT ON pg_catalog.svv_redshift_columns, pg_catalog.svv_all_columns, pg_catalog.svv_columns, pg_catalog.svv_tables, pg_catalog.svv_redshift_tables,
  pg_catalog.svv_all_tables, pg_catalog.svv_all_schemas, pg_catalog.svv_external_schemas, pg_catalog.pg_table_def TO PUBLIC;

CREATE VIEW pg_catalog.svv_redshift_schemas AS
  SELECT database_name, schema_name, schema_owner, schema_type, schema_acl, schema_option FROM pg_catalog.svv_all_schemas;
CREATE VIEW pg_catalog.svv_redshift_databases AS
  SELECT datname::varchar(128) AS database_name, datdba::integer AS database_owner, 'local'::varchar(32) AS database_type, datacl::varchar AS database_acl,
    NULL::varchar AS database_options, rs_catalog.isolation_of(oid)::varchar(128) AS database_isolation_level
  FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', 'rs_template');
-- dg/r_STV_DB_ISOLATION_LEVEL
CREATE VIEW pg_catalog.stv_db_isolation_level AS
  SELECT datname::char(128) AS db_name, rs_catalog.isolation_of(oid)::char(20) AS isolation_level
  FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', 'rs_template');
GRANT SELECT ON pg_catalog.stv_db_isolation_level TO PUBLIC;
-- The classes that Hive, whose catalog it is, has for a format.
CREATE TABLE rs_catalog.external_formats (format text PRIMARY KEY, input_format text, output_format text, serialization_lib text);
INSERT INTO rs_catalog.external_formats VALUES
  ('PARQUET', 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat', 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'),
  ('TEXTFILE', 'org.apache.hadoop.mapred.TextInputFormat', 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe');
-- Users see what their schemas hold.
CREATE VIEW rs_catalog.seen_external_tables AS
  SELECT e.*, rs_catalog.full_name(e.nspname) AS schema_name, f.input_format, f.output_format, f.serialization_lib,
    CASE e.format WHEN 'TEXTFILE' THEN jsonb_build_object('field.delim', e.delimiter, 'serialization.format', e.delimiter) ELSE '{"serialization.format":"1"}' END AS serde_parameters
  FROM rs_catalog.external_tables e JOIN rs_catalog.external_formats f ON f.format = e.format WHERE has_schema_privilege(e.schema, 'USAGE');
CREATE VIEW pg_catalog.svv_external_tables AS
  SELECT current_database()::varchar AS redshift_database_name, schema_name::varchar AS schemaname, name::varchar AS tablename, 'TABLE'::varchar AS tabletype,
    location::varchar AS location, input_format::varchar AS input_format, output_format::varchar AS output_format, serialization_lib::varchar AS serialization_lib,
    rs_catalog.json_text(serde_parameters)::varchar AS serde_parameters, 0 AS compressed, rs_catalog.json_text(properties)::varchar AS parameters FROM rs_catalog.seen_external_tables;
CREATE VIEW pg_catalog.svv_external_columns AS
  SELECT current_database()::varchar AS redshift_database_name, e.schema_name::varchar AS schemaname, e.name::varchar AS tablename, c.column_name AS columnname,
    (CASE c.data_type WHEN 'integer' THEN 'int' WHEN 'real' THEN 'float' WHEN 'double precision' THEN 'double' WHEN 'timestamp without time zone' THEN 'timestamp'
      WHEN 'numeric' THEN 'decimal' WHEN 'character' THEN 'char' WHEN 'character varying' THEN 'varchar' ELSE c.data_type END ||
      coalesce(substring(c.full_type, '\(.*\)'), ''))::varchar AS external_type,
    c.ordinal_position AS columnnum, coalesce(array_position(e.partition_keys, c.column_name::text), 0) AS part_key, ''::varchar AS is_nullable
  FROM rs_catalog.seen_external_tables e JOIN rs_catalog.columns c ON c.relation = e.shape AND c.schema_name::text = e.schema_name;
CREATE VIEW pg_catalog.svv_external_partitions AS
  SELECT e.schema_name::varchar AS schemaname, e.name::varchar AS tablename, rs_catalog.json_text(to_jsonb(p.key))::varchar AS values, left(p.location, 128)::varchar AS location,
    e.input_format::varchar AS input_format, e.output_format::varchar AS output_format, e.serialization_lib::varchar AS serialization_lib,
    rs_catalog.json_text(e.serde_parameters)::varchar AS serde_parameters, 0 AS compressed, '{}'::varchar AS parameters
  FROM rs_catalog.seen_external_tables e JOIN rs_catalog.external_partitions p ON p.shape = e.shape;
GRANT SELECT ON pg_catalog.svv_redshift_schemas, pg_catalog.svv_redshift_databases, pg_catalog.svv_external_tables, pg_catalog.svv_external_columns, pg_catalog.svv_external_partitions TO PUBLIC;
GRANT SELECT ON rs_catalog.foreign_keys TO PUBLIC;
-- dg/PG_GET_COLS
CREATE FUNCTION rs.pg_get_cols(relation text) RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT schema_name::name, table_name::name, column_name::name, full_type::varchar, ordinal_position
  FROM rs_catalog.columns c WHERE c.relation = to_regclass($1) ORDER BY ordinal_position $$;
-- dg/r_USER_IS_MEMBER_OF, dg/r_ROLE_IS_MEMBER_OF
CREATE FUNCTION rs.user_is_member_of(name text, role text) RETURNS boolean LANGUAGE sql STABLE STRICT AS 'SELECT pg_has_role(name, role, ''member'')';
CREATE FUNCTION rs.role_is_member_of(name text, role text) RETURNS boolean LANGUAGE sql STABLE STRICT AS 'SELECT pg_has_role(name, role, ''member'')';
