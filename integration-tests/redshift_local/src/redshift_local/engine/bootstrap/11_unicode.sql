-- dg/r_UPPER, dg/r_LOWER, dg/r_INITCAP know letters of all scripts, while order and ILIKE are those of the C locale.
DO $$
DECLARE
  chosen text;
BEGIN
  SELECT collname INTO chosen FROM pg_collation WHERE collencoding IN (-1, pg_char_to_encoding('UTF8'))
    AND (collname ~* '^(C|en_US)[.]utf-?8$' OR collname = 'und-x-icu')
  ORDER BY CASE WHEN collname ~* '^C[.]' THEN 1 WHEN collname ~* '^en' THEN 2 ELSE 3 END LIMIT 1;
  EXECUTE format('CREATE COLLATION rs_catalog.letters FROM pg_catalog.%I', coalesce(chosen, 'C'));
END $$;
CREATE FUNCTION rs.upper(value text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT upper(value COLLATE rs_catalog.letters) COLLATE "default"';
CREATE FUNCTION rs.lower(value text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT lower(value COLLATE rs_catalog.letters) COLLATE "default"';
CREATE FUNCTION rs.initcap(value text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT initcap(value COLLATE rs_catalog.letters) COLLATE "default"';
