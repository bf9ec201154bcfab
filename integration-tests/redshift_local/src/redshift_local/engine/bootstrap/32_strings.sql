CREATE FUNCTION rs.len(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT length(value)';
CREATE FUNCTION rs.len(value bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT length(value)';
CREATE FUNCTION rs.textlen(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT length(value)';
CREATE FUNCTION rs.charindex(part text, value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT strpos(value, part)';
CREATE FUNCTION rs.octetindex(part text, value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE strpos(value, part) WHEN 0 THEN 0 ELSE octet_length(left(value, strpos(value, part) - 1)) + 1 END';
CREATE FUNCTION rs.replicate(value text, times integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT repeat(value, times)';
CREATE FUNCTION rs.bpcharcmp(a bpchar, b bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END';
CREATE FUNCTION rs.bttext_pattern_cmp(a text, b text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END';
CREATE FUNCTION rs.strtol(value text, base integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  digits text := lower(regexp_replace(trim(value), '^([+-]?)(0x)?', '\1', 'i'));
  negative boolean := digits LIKE '-%';
  result numeric := 0;
  place int;
  digit text;
BEGIN
  IF base < 2 OR base > 36 THEN
    RAISE EXCEPTION USING errcode = '22023', message = 'base must be between 2 and 36';
  END IF;
  FOREACH digit IN ARRAY regexp_split_to_array(ltrim(digits, '+-'), '') LOOP
    place := strpos('0123456789abcdefghijklmnopqrstuvwxyz', digit) - 1;
    IF place < 0 OR place >= base THEN
      RAISE EXCEPTION USING errcode = '22023', message = format('The input %s is not valid to be converted to base %s', value, base);
    END IF;
    result := result * base + place;
  END LOOP;
  RETURN CASE WHEN negative THEN -result ELSE result END;
END $$;

-- dg/REGEXP_REPLACE replaces all; dg/REGEXP_SUBSTR gives '' without a match; flags: i, c, e, p.
CREATE FUNCTION rs.regexp_flags(parameters text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF parameters !~ '^[ceip]*$' THEN
    RAISE EXCEPTION USING errcode = '22023', message = format('invalid regular expression parameters: %s', parameters);
  END IF;
  RETURN CASE WHEN parameters LIKE '%i%' THEN 'i' ELSE '' END;
END $$;
CREATE FUNCTION rs.regexp_replace(value text, pattern text, replacement text DEFAULT '', place integer DEFAULT 1, parameters text DEFAULT 'c')
RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT left(value, place - 1) || pg_catalog.regexp_replace(substr(value, place), pattern,
    pg_catalog.regexp_replace(replacement, '\$(\d)', '\\\1', 'g'), 'g' || rs.regexp_flags(parameters)) $$;
CREATE FUNCTION rs.regexp_count(value text, pattern text, place integer DEFAULT 1, parameters text DEFAULT 'c') RETURNS integer
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT count(*)::integer FROM regexp_matches(substr(value, place), pattern, 'g' || rs.regexp_flags(parameters)) $$;
CREATE FUNCTION rs.regexp_substr(value text, pattern text, place integer DEFAULT 1, occurrence integer DEFAULT 1, parameters text DEFAULT 'c')
RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT coalesce(pg_catalog.regexp_substr(value, pattern, place, occurrence, rs.regexp_flags(parameters),
    CASE WHEN parameters LIKE '%e%' THEN 1 ELSE 0 END), '') $$;
CREATE FUNCTION rs.regexp_instr(value text, pattern text, place integer DEFAULT 1, occurrence integer DEFAULT 1, past integer DEFAULT 0, parameters text DEFAULT 'c')
RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT pg_catalog.regexp_instr(value, pattern, place, occurrence, past, rs.regexp_flags(parameters)) $$;

CREATE FUNCTION rs.dexp(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT exp(value)';
CREATE FUNCTION rs.dlog1(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ln(value)';
CREATE FUNCTION rs.dlog10(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT log(value)';
CREATE FUNCTION rs.to_hex(value bigint) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.to_hex(value)';

-- Hashes
CREATE FUNCTION rs.sha2(value text, bits integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT encode(CASE bits WHEN 224 THEN sha224(convert_to(value, 'UTF8')) WHEN 256 THEN sha256(convert_to(value, 'UTF8'))
    WHEN 0 THEN sha256(convert_to(value, 'UTF8')) WHEN 384 THEN sha384(convert_to(value, 'UTF8'))
    WHEN 512 THEN sha512(convert_to(value, 'UTF8')) END, 'hex') $$;

-- JSON text
CREATE FUNCTION rs.is_valid_json(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN jsonb_typeof(value::jsonb) = 'object';
EXCEPTION WHEN others THEN
  RETURN false;
END $$;
CREATE FUNCTION rs.is_valid_json_array(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN jsonb_typeof(value::jsonb) = 'array';
EXCEPTION WHEN others THEN
  RETURN false;
END $$;
CREATE FUNCTION rs.can_json_parse(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  PERFORM value::jsonb;
  RETURN true;
EXCEPTION WHEN others THEN
  RETURN false;
END $$;
CREATE FUNCTION rs.json_parse(value text) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS 'SELECT value::jsonb';
CREATE FUNCTION rs.json_serialize(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT value::text';
CREATE FUNCTION rs.json_typeof(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT jsonb_typeof(value)';
CREATE FUNCTION rs.json_array_length(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT jsonb_array_length(value::jsonb)';
CREATE FUNCTION rs.json_array_length(value text, null_if_invalid boolean) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN rs.is_valid_json_array(value) OR NOT null_if_invalid THEN jsonb_array_length(value::jsonb) END';
CREATE FUNCTION rs.json_extract_path_text(value text, VARIADIC path text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT jsonb_extract_path_text(value::jsonb, VARIADIC path)';
CREATE FUNCTION rs.json_extract_array_element_text(value text, place integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT value::jsonb ->> place';

CREATE FUNCTION rs.version() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'PostgreSQL 8.0.2 on x86_64-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.206000 (redshift-local)'::text $$;
CREATE FUNCTION rs.current_user_id() RETURNS integer LANGUAGE sql STABLE AS
  'SELECT oid::integer FROM pg_roles WHERE rolname = current_user';
CREATE FUNCTION rs.pg_last_query_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_copy_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_copy_count(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n';
CREATE FUNCTION rs.pg_last_unload_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_unload_count(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n';
