-- JSON in strings: dg/json-functions. Not a JSON text: an error, or NULL when null_if_invalid is true.
CREATE FUNCTION rs_catalog.json_or_null(value text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN value::json::jsonb;
EXCEPTION WHEN data_exception OR untranslatable_character THEN
  RETURN NULL;
END $$;
CREATE FUNCTION rs_catalog.json_of(value text, null_if_invalid boolean) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  parsed jsonb := rs_catalog.json_or_null(value);
BEGIN
  IF parsed IS NULL AND NOT null_if_invalid THEN
    RAISE EXCEPTION USING errcode = '22023', message = 'JSON parsing error', detail = 'invalid JSON object';
  END IF;
  RETURN parsed;
END $$;
CREATE FUNCTION rs.is_valid_json(value text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT coalesce(jsonb_typeof(rs_catalog.json_or_null(value)) = ''object'', false)';
CREATE FUNCTION rs.is_valid_json_array(value text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT coalesce(jsonb_typeof(rs_catalog.json_or_null(value)) = ''array'', false)';
CREATE FUNCTION rs.json_array_length(value text, null_if_invalid boolean DEFAULT false) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  parsed jsonb := rs_catalog.json_of(value, null_if_invalid);
BEGIN
  IF jsonb_typeof(parsed) = 'array' THEN
    RETURN jsonb_array_length(parsed);
  END IF;
  IF null_if_invalid THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION USING errcode = '22023', message = 'JSON parsing error', detail = 'invalid JSON array';
END $$;
-- Numbers, strings, true and false as text; JSON null and a missing path are NULL (the 2026 page).
CREATE FUNCTION rs_catalog.json_scalar(value jsonb) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE jsonb_typeof(value) WHEN 'null' THEN NULL WHEN 'string' THEN value #>> '{}' ELSE rs_catalog.json_text(value) END $$;
CREATE FUNCTION rs_catalog.json_path(value text, path text[], null_if_invalid boolean) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.json_scalar(rs_catalog.json_of(value, null_if_invalid) #> path)';
CREATE FUNCTION rs.json_extract_array_element_text(value text, place integer, null_if_invalid boolean DEFAULT false) RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN place >= 0 THEN rs_catalog.json_scalar(rs_catalog.json_of(value, null_if_invalid) -> place) END $$;
