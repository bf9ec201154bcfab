-- dg/r_numeric_computations201: the digits of a DECIMAL quotient behind its scale are cut off (an assumption).
CREATE FUNCTION rs_catalog.digits(value numeric, places integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.trunc(value, places)';
CREATE FUNCTION rs_catalog.quotient(a numeric, b numeric, places integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.div(a * (10::numeric ^ places), b) / (10::numeric ^ places)';
-- dg/r_TRY_CAST: NULL where CAST would fail for the value.
DO $made$
DECLARE
  source text;
BEGIN
  FOREACH source IN ARRAY ARRAY['text', 'numeric', 'float8'] LOOP
    EXECUTE format($f$CREATE FUNCTION rs_catalog.try_cast(value %s, like_this anyelement, target text) RETURNS anyelement LANGUAGE plpgsql STABLE AS $b$
      DECLARE
        result ALIAS FOR $0;
      BEGIN
        IF value IS NULL THEN
          RETURN NULL;
        END IF;
        EXECUTE format('SELECT CAST($1 AS %%s)', target) INTO result USING value;
        RETURN result;
      EXCEPTION WHEN data_exception THEN
        RETURN NULL;
      END $b$ $f$, source);
  END LOOP;
END $made$;
