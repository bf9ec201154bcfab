CREATE OR REPLACE FUNCTION rs_catalog.json_path(value text, path text[], null_if_invalid boolean) RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT AS 'SELECT coalesce(rs_catalog.json_scalar(rs_catalog.json_of(value, null_if_invalid) #> path),
  CASE WHEN rs_catalog.json_or_null(value) IS NOT NULL THEN '''' END)';
