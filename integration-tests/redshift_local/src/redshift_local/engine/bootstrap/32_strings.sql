-- String functions. dg/r_CONCAT takes two strings and gives NULL for a NULL.
CREATE FUNCTION rs.concat(a text, b text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a || b';
CREATE FUNCTION rs.concat(a bytea, b bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a || b';
CREATE FUNCTION rs_catalog.refuse(code text, told text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION USING errcode = code, message = told;
END $$;
-- dg/r_LEFT: the number of characters is positive.
CREATE FUNCTION rs."left"(value text, size integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN size < 0 THEN rs_catalog.refuse('22011', 'LEFT takes a positive number of characters') ELSE pg_catalog.left(value, size) END $$;
CREATE FUNCTION rs."right"(value text, size integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN size < 0 THEN rs_catalog.refuse('22011', 'RIGHT takes a positive number of characters') ELSE pg_catalog.right(value, size) END $$;
-- dg/SPLIT_PART: parts count from 1; the delimiter is taken as it is.
CREATE FUNCTION rs.split_part(value text, delimiter text, part integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN part <= 0 THEN rs_catalog.refuse('22023', 'field position must be greater than zero') ELSE pg_catalog.split_part(value, delimiter, part) END $$;
CREATE FUNCTION rs.soundex(value text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  codes constant text := '01230120022455012623010202';
  letters text := regexp_replace(upper(value), '[^A-Z]', '', 'g');
  result text := left(letters, 1);
  before text := substr(codes, ascii(left(letters, 1)) - 64, 1);
  code text;
BEGIN
  IF letters = '' THEN
    RETURN '';
  END IF;
  FOR at IN 2 .. length(letters) LOOP
    code := substr(codes, ascii(substr(letters, at, 1)) - 64, 1);
    IF code <> '0' AND code <> before THEN
      result := result || code;
    END IF;
    IF substr(letters, at, 1) NOT IN ('H', 'W') THEN
      before := code;
    END IF;
  END LOOP;
  RETURN rpad(left(result, 4), 4, '0');
END $$;
CREATE FUNCTION rs.difference(a text, b text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT count(*)::integer FROM generate_series(1, 4) AS at WHERE substr(rs.soundex(a), at, 1) = substr(rs.soundex(b), at, 1) $$;
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


CREATE FUNCTION rs.version() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'PostgreSQL 8.0.2 on x86_64-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.206000 (redshift-local)'::text $$;
CREATE FUNCTION rs.current_user_id() RETURNS integer LANGUAGE sql STABLE AS
  'SELECT oid::integer FROM pg_roles WHERE rolname = current_user';
CREATE FUNCTION rs.pg_last_query_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_copy_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_copy_count(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n';
CREATE FUNCTION rs.pg_last_unload_id(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE FUNCTION rs.pg_last_unload_count(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n';
CREATE FUNCTION rs.length(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.length(value bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.length(value bytea) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.len(value bytea) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.char_length(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.char_length(value bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.character_length(value text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.character_length(value bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
CREATE FUNCTION rs.textlen(value bpchar) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.length(value)';
