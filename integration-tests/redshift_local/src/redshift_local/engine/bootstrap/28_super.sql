-- SUPER is held as jsonb: dg/r_SUPER_type, dg/query-super.
CREATE FUNCTION rs_catalog.json_text(value jsonb) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT pg_catalog.regexp_replace(value::json::text, '("(?:[^"\\]|\\.)*")|\s+', '\1', 'g') $$;
CREATE FUNCTION rs_catalog.has_duplicates(value json) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF json_typeof(value) = 'object' THEN
    RETURN (SELECT count(*) <> count(DISTINCT k COLLATE "C") OR coalesce(bool_or(rs_catalog.has_duplicates(v)), false) FROM json_each(value) AS e(k, v));
  ELSIF json_typeof(value) = 'array' THEN
    RETURN (SELECT coalesce(bool_or(rs_catalog.has_duplicates(v)), false) FROM json_array_elements(value) AS e(v));
  END IF;
  RETURN false;
END $$;
CREATE FUNCTION rs.can_json_parse(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN NOT rs_catalog.has_duplicates(value::json);
EXCEPTION WHEN data_exception OR untranslatable_character THEN
  RETURN false;
END $$;
CREATE FUNCTION rs.json_parse(value text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF rs_catalog.has_duplicates(value::json) THEN
    RAISE EXCEPTION USING errcode = '22023', message = 'Invalid JSON: duplicate attribute name', hint = 'json_parse_dedup_attributes: dg/super-configurations';
  END IF;
  RETURN value::json::jsonb;
EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
  RAISE EXCEPTION USING errcode = '22023', message = 'Invalid JSON format', detail = left(value, 100);
END $$;
CREATE FUNCTION rs.json_parse(value bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs.json_parse(convert_from(value, ''UTF8''))';
CREATE FUNCTION rs.json_serialize(value jsonb) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  told varchar := rs_catalog.json_text(value);
BEGIN
  IF octet_length(told) > 65535 THEN
    RAISE EXCEPTION USING errcode = '22001', message = 'JSON_SERIALIZE result exceeds the maximum size of VARCHAR';
  END IF;
  RETURN told;
END $$;
CREATE FUNCTION rs.json_serialize_to_varbyte(value jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT convert_to(rs_catalog.json_text(value), ''UTF8'')';
CREATE FUNCTION rs.json_typeof(value jsonb) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value)';
CREATE FUNCTION rs.json_size(value jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT octet_length(rs_catalog.json_text(value))::bigint';
CREATE FUNCTION rs.size(value jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_column_size(value)::bigint';

-- Casts between SUPER and scalar types are lax: what does not fit is NULL (dg/super-configurations).
CREATE FUNCTION rs_catalog.super_varchar(value jsonb) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE jsonb_typeof(value) WHEN 'object' THEN NULL WHEN 'array' THEN NULL ELSE value #>> '{}' END $$;
CREATE FUNCTION rs_catalog.super_text(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.super_varchar(value)::text';
CREATE FUNCTION rs_catalog.super_bpchar(value jsonb) RETURNS bpchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.super_varchar(value)::bpchar';
CREATE FUNCTION rs_catalog.super_numeric(value jsonb) RETURNS numeric LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::numeric WHEN 'string' THEN (value #>> '{}')::numeric END;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;
CREATE FUNCTION rs_catalog.super_float8(value jsonb) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::float8 WHEN 'string' THEN (value #>> '{}')::float8 END;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;
CREATE FUNCTION rs_catalog.super_bool(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN jsonb_typeof(value) = 'boolean' THEN (value #>> '{}')::boolean
    WHEN value #>> '{}' IN ('true', 'false') THEN (value #>> '{}')::boolean END $$;
DO $$
DECLARE
  type text;
BEGIN
  FOREACH type IN ARRAY ARRAY['int2', 'int4', 'int8'] LOOP
    EXECUTE format($f$CREATE FUNCTION rs_catalog.super_%1$s(value jsonb) RETURNS %1$s LANGUAGE plpgsql IMMUTABLE STRICT AS $b$
      BEGIN
        RETURN trunc(rs_catalog.super_numeric(value))::%1$s;
      EXCEPTION WHEN data_exception THEN
        RETURN NULL;
      END $b$ $f$, type);
    EXECUTE format('UPDATE pg_cast SET castfunc = ''rs_catalog.super_%1$s(jsonb)''::regprocedure WHERE castsource = ''jsonb''::regtype AND casttarget = ''%1$s''::regtype', type);
  END LOOP;
  UPDATE pg_cast SET castfunc = 'rs_catalog.super_numeric(jsonb)'::regprocedure WHERE castsource = 'jsonb'::regtype AND casttarget = 'numeric'::regtype;
  UPDATE pg_cast SET castfunc = 'rs_catalog.super_float8(jsonb)'::regprocedure WHERE castsource = 'jsonb'::regtype AND casttarget = 'float8'::regtype;
  UPDATE pg_cast SET castfunc = 'rs_catalog.super_bool(jsonb)'::regprocedure WHERE castsource = 'jsonb'::regtype AND casttarget = 'bool'::regtype;
  FOREACH type IN ARRAY ARRAY['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'bool', 'text', 'varchar', 'bpchar'] LOOP
    EXECUTE format('CREATE FUNCTION rs_catalog.super_from_%1$s(value %1$s) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS ''SELECT to_jsonb(value)''', type);
    EXECUTE format('CREATE CAST (%1$s AS jsonb) WITH FUNCTION rs_catalog.super_from_%1$s(%1$s) AS ASSIGNMENT', type);
  END LOOP;
END $$;
CREATE CAST (jsonb AS varchar) WITH FUNCTION rs_catalog.super_varchar(jsonb) AS ASSIGNMENT;
CREATE CAST (jsonb AS text) WITH FUNCTION rs_catalog.super_text(jsonb) AS ASSIGNMENT;
CREATE CAST (jsonb AS bpchar) WITH FUNCTION rs_catalog.super_bpchar(jsonb) AS ASSIGNMENT;

-- Type tests: dg/c_Type_Info_Functions.
CREATE FUNCTION rs_catalog.is_whole(value jsonb, low numeric, high numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_typeof(value) = 'number' AND value #>> '{}' !~ '[.eE]' AND (value #>> '{}')::numeric BETWEEN low AND high, false) $$;
CREATE FUNCTION rs.is_array(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value) = ''array''';
CREATE FUNCTION rs.is_object(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value) = ''object''';
CREATE FUNCTION rs.is_scalar(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value) NOT IN (''array'', ''object'', ''null'')';
CREATE FUNCTION rs.is_boolean(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value) = ''boolean''';
CREATE FUNCTION rs.is_varchar(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value) = ''string''';
CREATE FUNCTION rs.is_char(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT jsonb_typeof(value) = ''string'' AND octet_length(value #>> ''{}'') = length(value #>> ''{}'')';
CREATE FUNCTION rs.is_smallint(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.is_whole(value, -32768, 32767)';
CREATE FUNCTION rs.is_integer(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.is_whole(value, -2147483648, 2147483647)';
CREATE FUNCTION rs.is_bigint(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.is_whole(value, -9223372036854775808, 9223372036854775807)';
CREATE FUNCTION rs.is_decimal(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT jsonb_typeof(value) = ''number'' AND value #>> ''{}'' !~ ''[eE]''';
CREATE FUNCTION rs.is_float(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT jsonb_typeof(value) = ''number'' AND value #>> ''{}'' ~ ''[.eE]''';
CREATE FUNCTION rs.decimal_precision(value jsonb) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN rs.is_decimal(value) THEN greatest(1, length(ltrim(regexp_replace(value #>> '{}', '[^0-9]', '', 'g'), '0'))) END $$;
CREATE FUNCTION rs.decimal_scale(value jsonb) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN rs.is_decimal(value) THEN scale((value #>> ''{}'')::numeric) END';

-- Arrays and objects: dg/r_array, dg/r_array_concat, dg/array_flatten, dg/get_array_length, dg/split_to_array, dg/r_subarray.
CREATE FUNCTION rs."array"(VARIADIC items jsonb[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  'SELECT coalesce(jsonb_agg(i ORDER BY place), ''[]'') FROM unnest(items) WITH ORDINALITY AS u(i, place)';
CREATE FUNCTION rs."array"() RETURNS jsonb LANGUAGE sql IMMUTABLE AS 'SELECT ''[]''::jsonb';
CREATE FUNCTION rs.array_concat(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN jsonb_typeof(a) = ''array'' AND jsonb_typeof(b) = ''array'' THEN a || b END';
CREATE FUNCTION rs.array_flatten(a jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT coalesce(jsonb_agg(inner_item ORDER BY p, q), '[]') FROM jsonb_array_elements(a) WITH ORDINALITY AS o(item, p),
    jsonb_array_elements(CASE WHEN jsonb_typeof(item) = 'array' THEN item ELSE jsonb_build_array(item) END) WITH ORDINALITY AS n(inner_item, q) $$;
CREATE FUNCTION rs.get_array_length(a jsonb) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN jsonb_typeof(a) = ''array'' THEN jsonb_array_length(a) END';
CREATE FUNCTION rs.split_to_array(value text, delimiter text DEFAULT ',') RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT to_jsonb(string_to_array(value, delimiter))';
CREATE FUNCTION rs.subarray(a jsonb, start integer, size integer DEFAULT 2147483647) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN jsonb_typeof(a) = 'array' THEN (SELECT coalesce(jsonb_agg(i ORDER BY place), '[]') FROM jsonb_array_elements(a) WITH ORDINALITY AS u(i, place)
    WHERE place > start AND place <= start::bigint + size) END $$;
-- dg/query-super: navigation of what is not there, or not an object or array, is NULL.
CREATE FUNCTION rs_catalog.at_key(value jsonb, key text) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN jsonb_typeof(value) = ''object'' THEN value -> key END';
CREATE FUNCTION rs_catalog.at_place(value jsonb, place integer) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN jsonb_typeof(value) = ''array'' AND place >= 0 THEN value -> place END';
DO $$
DECLARE
  type text;
BEGIN
  FOREACH type IN ARRAY ARRAY['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'bool', 'text', 'bpchar'] LOOP
    EXECUTE format('CREATE FUNCTION rs_catalog.to_super(value %1$s) RETURNS jsonb LANGUAGE sql IMMUTABLE AS ''SELECT coalesce(to_jsonb(value), ''''null'''')''', type);
  END LOOP;
END $$;
CREATE FUNCTION rs_catalog.to_super(value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(value, ''null'')';
-- dg/query-super: equality across types is false, an order across types is unknown; trailing blanks of strings do not count.
CREATE FUNCTION rs_catalog.super_equal(a jsonb, b jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN jsonb_typeof(a) = 'null' OR jsonb_typeof(b) = 'null' THEN NULL
    WHEN jsonb_typeof(a) = 'string' AND jsonb_typeof(b) = 'string' THEN a #>> '{}' = b #>> '{}' ELSE a = b END $$;
CREATE FUNCTION rs_catalog.super_order(a jsonb, b jsonb) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN jsonb_typeof(a) <> jsonb_typeof(b) OR jsonb_typeof(a) NOT IN ('number', 'string', 'boolean') THEN NULL
    WHEN jsonb_typeof(a) = 'number' THEN sign((a #>> '{}')::numeric - (b #>> '{}')::numeric)::integer
    ELSE CASE WHEN a #>> '{}' < b #>> '{}' THEN -1 WHEN a #>> '{}' > b #>> '{}' THEN 1 ELSE 0 END END $$;
