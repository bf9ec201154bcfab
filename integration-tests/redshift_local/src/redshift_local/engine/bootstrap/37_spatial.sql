-- GEOMETRY, GEOGRAPHY and HLLSKETCH under the type numbers that Redshift's drivers know. Values are texts: hexadecimal EWKB
-- (dg/geospatial-overview, dg/spatial-limitations), and a sketch's JSON (dg/r_HLLSKTECH_type).
DO $$
DECLARE
  name text; number oid; made oid;
BEGIN
  FOR name, number IN VALUES ('geometry', 3000::oid), ('geography', 3001::oid), ('hllsketch', 2935::oid) LOOP
    EXECUTE format('CREATE TYPE rs_catalog.%I', name);
    SELECT oid INTO made FROM pg_type WHERE typname = name AND typnamespace = 'rs_catalog'::regnamespace;
    UPDATE pg_depend SET objid = number WHERE classid = 'pg_type'::regclass AND objid = made;
    UPDATE pg_shdepend SET objid = number WHERE classid = 'pg_type'::regclass AND objid = made;
    UPDATE pg_type SET oid = number WHERE oid = made;
    EXECUTE format('CREATE FUNCTION rs_catalog.%1$I(cstring) RETURNS rs_catalog.%2$I LANGUAGE internal IMMUTABLE STRICT AS ''textin''', name || '_in', name);
    EXECUTE format('CREATE FUNCTION rs_catalog.%1$I(rs_catalog.%2$I) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS ''textout''', name || '_out', name);
    EXECUTE format('CREATE FUNCTION rs_catalog.%1$I(rs_catalog.%2$I) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS ''textsend''', name || '_send', name);
    EXECUTE format('CREATE TYPE rs_catalog.%1$I (INPUT = rs_catalog.%2$I, OUTPUT = rs_catalog.%3$I, SEND = rs_catalog.%4$I, LIKE = text)',
      name, name || '_in', name || '_out', name || '_send');
    EXECUTE format('CREATE CAST (text AS rs_catalog.%I) WITHOUT FUNCTION', name);
    EXECUTE format('CREATE CAST (rs_catalog.%I AS text) WITHOUT FUNCTION', name);
  END LOOP;
END $$;

-- EWKB in its little-endian form. POINT, LINESTRING and POLYGON in two dimensions; the rest is not there yet.
CREATE FUNCTION rs_catalog.wkb_int(value integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT encode(rs_catalog.reversed(int4send(value)), ''hex'')';
CREATE FUNCTION rs_catalog.wkb_points(listed text, counted boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  point text; numbers text[]; points integer := 0; found text := '';
BEGIN
  FOREACH point IN ARRAY string_to_array(listed, ',') LOOP
    numbers := regexp_split_to_array(btrim(point), '\s+');
    IF array_length(numbers, 1) IS DISTINCT FROM 2 THEN
      PERFORM rs_catalog.refuse('0A000', 'shapes of other than two dimensions are not in the stand-in yet (Redshift documents them: dg/geospatial-overview)');
    END IF;
    found := found || encode(rs_catalog.reversed(float8send(numbers[1]::float8)), 'hex') || encode(rs_catalog.reversed(float8send(numbers[2]::float8)), 'hex');
    points := points + 1;
  END LOOP;
  RETURN CASE WHEN counted THEN rs_catalog.wkb_int(points) ELSE '' END || found;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN rs_catalog.refuse('22023', format('parse error - invalid geometry: "%s"', listed));
END $$;
CREATE FUNCTION rs_catalog.ewkb(wkt text, default_srid integer) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  parts text[] := regexp_match(wkt, '^\s*(?:SRID=(\d+);)?\s*([A-Z]+)\s*\((.*)\)\s*$', 'i');
  srid integer := coalesce(parts[1]::integer, default_srid);
  kind text := upper(parts[2]);
  inner_part text := btrim(parts[3]);
  code integer; body text; ring text; rings integer := 0;
BEGIN
  IF parts IS NULL OR kind NOT IN ('POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION') THEN
    RETURN rs_catalog.refuse('22023', format('parse error - invalid geometry: "%s"', wkt));
  ELSIF kind = 'POINT' THEN
    code := 1; body := rs_catalog.wkb_points(inner_part, false);
  ELSIF kind = 'LINESTRING' THEN
    code := 2; body := rs_catalog.wkb_points(inner_part, true);
  ELSIF kind = 'POLYGON' THEN
    code := 3; body := '';
    FOR ring IN SELECT m[1] FROM regexp_matches(inner_part, '\(([^()]*)\)', 'g') AS m LOOP
      body := body || rs_catalog.wkb_points(ring, true);
      rings := rings + 1;
    END LOOP;
    body := rs_catalog.wkb_int(rings) || body;
  ELSE
    RETURN rs_catalog.refuse('0A000', format('the shape %s is not in the stand-in yet (Redshift documents it: dg/geospatial-overview)', kind));
  END IF;
  RETURN upper('01' || CASE WHEN srid = 0 THEN rs_catalog.wkb_int(code) ELSE rs_catalog.wkb_int(code | x'20000000'::integer) || rs_catalog.wkb_int(srid) END || body);
END $$;

-- The other way.
CREATE FUNCTION rs_catalog.wkb_int_at(m bytea, at integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT get_byte(m, at) | (get_byte(m, at + 1) << 8) | (get_byte(m, at + 2) << 16) | (get_byte(m, at + 3) << 24)';
CREATE FUNCTION rs_catalog.wkb_double_at(m bytea, at integer) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  high bigint := rs_catalog.wkb_int_at(m, at + 4)::bigint & 4294967295;
  exponent integer := (high >> 20 & 2047)::integer;
  fraction numeric := (high & 1048575)::numeric * 4294967296 + (rs_catalog.wkb_int_at(m, at)::bigint & 4294967295);
  signed float8 := CASE WHEN high >> 31 = 1 THEN -1 ELSE 1 END;
BEGIN
  IF exponent = 2047 THEN
    RETURN CASE WHEN fraction = 0 THEN signed * 'Infinity'::float8 ELSE 'NaN'::float8 END;
  END IF;
  IF exponent > 0 THEN
    fraction := fraction + 4503599627370496;
  END IF;
  RETURN signed * fraction::float8 * power(2::float8, greatest(exponent, 1) - 1075);
END $$;
CREATE FUNCTION rs_catalog.wkt_points(m bytea, at integer, points integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT string_agg(rs_catalog.wkb_double_at(m, at + 16 * i) || ' ' || rs_catalog.wkb_double_at(m, at + 16 * i + 8), ',' ORDER BY i) FROM generate_series(0, points - 1) AS i $$;
CREATE FUNCTION rs_catalog.ewkb_srid(hex text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN rs_catalog.wkb_int_at(decode(hex, 'hex'), 1) & x'20000000'::integer = 0 THEN 0 ELSE rs_catalog.wkb_int_at(decode(hex, 'hex'), 5) END $$;
CREATE FUNCTION rs_catalog.ewkb_of_hex(hex text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF hex !~* '^01[0-9a-f]{8}' OR length(hex) % 2 = 1 THEN
    RETURN rs_catalog.refuse('22023', 'invalid EWKB');
  END IF;
  PERFORM rs_catalog.wkt_of(hex);
  RETURN upper(hex);
EXCEPTION WHEN invalid_parameter_value OR array_subscript_error OR data_exception THEN
  RETURN rs_catalog.refuse('22023', 'invalid EWKB');
END $$;
CREATE FUNCTION rs_catalog.wkt_of(hex text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  m bytea := decode(hex, 'hex');
  code integer := rs_catalog.wkb_int_at(m, 1) & 255;
  at integer := CASE WHEN rs_catalog.ewkb_srid(hex) = 0 THEN 5 ELSE 9 END;
  points integer; found text := '';
BEGIN
  IF code = 1 THEN
    RETURN 'POINT(' || rs_catalog.wkt_points(m, at, 1) || ')';
  ELSIF code = 2 THEN
    RETURN 'LINESTRING(' || rs_catalog.wkt_points(m, at + 4, rs_catalog.wkb_int_at(m, at)) || ')';
  ELSIF code <> 3 THEN
    RETURN rs_catalog.refuse('0A000', 'this shape is not in the stand-in yet (Redshift documents it: dg/geospatial-overview)');
  END IF;
  FOR ring IN 1 .. rs_catalog.wkb_int_at(m, at) LOOP
    points := rs_catalog.wkb_int_at(m, at + 4);
    found := found || CASE WHEN found = '' THEN '(' ELSE ',(' END || rs_catalog.wkt_points(m, at + 8, points) || ')';
    at := at + 4 + 16 * points;
  END LOOP;
  RETURN 'POLYGON(' || found || ')';
END $$;
CREATE FUNCTION rs_catalog.ewkt_of(hex text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN rs_catalog.ewkb_srid(hex) = 0 THEN '' ELSE 'SRID=' || rs_catalog.ewkb_srid(hex) || ';' END || rs_catalog.wkt_of(hex) $$;

-- dg/geospatial-overview: a cast copies the coordinates; a geography without SRID has 4326.
CREATE FUNCTION rs_catalog.as_geography(value rs_catalog.geometry) RETURNS rs_catalog.geography LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.ewkb(rs_catalog.ewkt_of(value::text), 4326)::rs_catalog.geography';
CREATE CAST (rs_catalog.geometry AS rs_catalog.geography) WITH FUNCTION rs_catalog.as_geography(rs_catalog.geometry);
CREATE CAST (rs_catalog.geography AS rs_catalog.geometry) WITHOUT FUNCTION;

CREATE FUNCTION rs.st_geomfromtext(wkt text, srid integer DEFAULT 0) RETURNS rs_catalog.geometry LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN srid >= 0 THEN CASE WHEN wkt ILIKE '%srid=%' THEN rs_catalog.refuse('22023', 'WKT has no SRID')
    ELSE rs_catalog.ewkb(wkt, srid) END::rs_catalog.geometry END $$;
CREATE FUNCTION rs.st_geomfromewkt(ewkt text) RETURNS rs_catalog.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.ewkb(ewkt, 0)::rs_catalog.geometry';
CREATE FUNCTION rs.st_geomfromewkb(hex text) RETURNS rs_catalog.geometry LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.ewkb_of_hex(hex)::rs_catalog.geometry';
CREATE FUNCTION rs.st_geomfromewkb(value bytea) RETURNS rs_catalog.geometry LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.ewkb_of_hex(encode(value, ''hex''))::rs_catalog.geometry';
CREATE FUNCTION rs.st_geogfromtext(wkt text) RETURNS rs_catalog.geography LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs_catalog.ewkb(wkt, 4326)::rs_catalog.geography';
CREATE FUNCTION rs.st_point(x float8, y float8) RETURNS rs_catalog.geometry LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.ewkb(format(''POINT(%s %s)'', x, y), 0)::rs_catalog.geometry';
DO $$
DECLARE
  kind text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['geometry', 'geography'] LOOP
    EXECUTE format('CREATE FUNCTION rs.st_ashexewkb(value rs_catalog.%I) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
      $f$ SELECT CASE WHEN length(value::text) > 65535 THEN rs_catalog.refuse(''22001'', ''The result of ST_AsHexEWKB is larger than 64 KB'')
        ELSE value::text END::varchar $f$', kind);
    EXECUTE format('CREATE FUNCTION rs.st_asewkb(value rs_catalog.%I) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT decode(value::text, ''hex'') $f$', kind);
    EXECUTE format('CREATE FUNCTION rs.st_astext(value rs_catalog.%I) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT rs_catalog.wkt_of(value::text)::varchar $f$', kind);
    EXECUTE format('CREATE FUNCTION rs.st_asewkt(value rs_catalog.%I) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT rs_catalog.ewkt_of(value::text)::varchar $f$', kind);
    EXECUTE format('CREATE FUNCTION rs.st_srid(value rs_catalog.%I) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $f$ SELECT rs_catalog.ewkb_srid(value::text) $f$', kind);
  END LOOP;
END $$;

-- dg/copy-usage_notes-spatial-data: hexadecimal WKB or EWKB, or WKT or EWKT. dg/copy-usage_notes-hll: a sketch as it is printed.
CREATE FUNCTION rs_catalog.loaded_shape(value text, default_srid integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN value !~* '^[0-9a-f]+$' THEN rs_catalog.ewkb(value, default_srid)
    ELSE rs_catalog.ewkb(rs_catalog.ewkt_of(rs_catalog.ewkb_of_hex(value)), default_srid) END $$;

-- dg/r_HLL_CREATE_SKETCH: index and value of each hash, here of FNV-1a. Only the form of a sketch is Redshift's.
CREATE FUNCTION rs_catalog.sketch_step(seen bigint[], value text) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN seen ELSE seen || rs_catalog.fnv(convert_to(value, 'UTF8'), -3750763034362895579) END $$;
CREATE FUNCTION rs_catalog.sketch_final(seen bigint[]) RETURNS rs_catalog.hllsketch LANGUAGE sql IMMUTABLE AS $$
  SELECT (format('{"version":1,"logm":15,"sparse":{"indices":[%s],"values":[%s]}}', string_agg(place::text, ',' ORDER BY place), string_agg(run::text, ',' ORDER BY place)))::text::rs_catalog.hllsketch
  FROM (SELECT hash >> 39 & 33554431 AS place, max(40 - length(ltrim((hash & 549755813887)::bit(39)::text, '0'))) AS run
    FROM unnest(seen) AS hash GROUP BY 1) AS registers $$;
CREATE AGGREGATE rs.hll_create_sketch(text) (SFUNC = rs_catalog.sketch_step, STYPE = bigint[], INITCOND = '{}', FINALFUNC = rs_catalog.sketch_final);
CREATE FUNCTION rs.hll_cardinality(sketch rs_catalog.hllsketch) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF left(sketch::text, 1) <> '{' THEN
    PERFORM rs_catalog.refuse('0A000', 'dense sketches are not in the stand-in yet (Redshift documents them: dg/r_HLLSKTECH_type)');
  END IF;
  RETURN json_array_length(sketch::text::json->'sparse'->'indices');
END $$;
