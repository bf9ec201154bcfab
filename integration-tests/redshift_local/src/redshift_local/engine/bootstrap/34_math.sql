-- dg/r_POWER, dg/r_SQRT, dg/r_EXP, dg/r_LN, dg/r_LOG and their kin give DOUBLE PRECISION whatever number they get.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sqrt', 'exp', 'ln', 'cbrt', 'degrees', 'radians', 'sin', 'cos', 'tan', 'cot', 'asin', 'acos', 'atan'] LOOP
    EXECUTE format('CREATE FUNCTION rs.%1$I(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value)''', name);
  END LOOP;
END $$;
CREATE FUNCTION rs.log(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.log(value)';
CREATE FUNCTION rs.dexp(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT exp(value)';
CREATE FUNCTION rs.dlog1(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ln(value)';
CREATE FUNCTION rs.dlog10(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.log(value)';
CREATE FUNCTION rs.power(base double precision, exponent double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.power(base, exponent)';
CREATE FUNCTION rs.pow(base double precision, exponent double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.power(base, exponent)';
CREATE FUNCTION rs.atan2(y double precision, x double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.atan2(y, x)';

-- dg/r_CEILING_FLOOR, dg/r_ROUND, dg/r_TRUNC, dg/r_SIGN keep the type of their argument.
DO $$
DECLARE
  name text;
  type text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ceil', 'ceiling', 'floor', 'round', 'trunc'] LOOP
    FOREACH type IN ARRAY ARRAY['smallint', 'integer', 'bigint'] LOOP
      EXECUTE format('CREATE FUNCTION rs.%I(value %s) RETURNS %s LANGUAGE sql IMMUTABLE STRICT AS ''SELECT value''', name, type, type);
    END LOOP;
    EXECUTE format('CREATE FUNCTION rs.%1$I(value numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value)''', name);
    EXECUTE format('CREATE FUNCTION rs.%1$I(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value)''', name);
    EXECUTE format('CREATE FUNCTION rs.%1$I(value real) RETURNS real LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value::double precision)::real''', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['round', 'trunc'] LOOP
    FOREACH type IN ARRAY ARRAY['smallint', 'integer', 'bigint'] LOOP
      EXECUTE format('CREATE FUNCTION rs.%1$I(value %2$s, places integer) RETURNS %2$s LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value::numeric, places)::%2$s''', name, type);
    END LOOP;
    -- The scale of a DECIMAL stays, the digits behind the wanted places become 0.
    EXECUTE format('CREATE FUNCTION rs.%1$I(value numeric, places integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS ''SELECT pg_catalog.%1$I(value, places)''', name);
    EXECUTE format('CREATE FUNCTION rs.%1$I(value double precision, places integer) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $f$
      SELECT CASE WHEN value IN (''NaN'', ''Infinity'', ''-Infinity'') THEN value ELSE pg_catalog.%1$I(value::numeric, places)::double precision END $f$', name);
    EXECUTE format('CREATE FUNCTION rs.%1$I(value real, places integer) RETURNS real LANGUAGE sql IMMUTABLE STRICT AS $f$
      SELECT CASE WHEN value IN (''NaN'', ''Infinity'', ''-Infinity'') THEN value ELSE pg_catalog.%1$I(value::numeric, places)::real END $f$', name);
  END LOOP;
  FOREACH type IN ARRAY ARRAY['smallint', 'integer', 'bigint'] LOOP
    EXECUTE format('CREATE FUNCTION rs.sign(value %1$s) RETURNS %1$s LANGUAGE sql IMMUTABLE STRICT AS ''SELECT CASE WHEN value > 0 THEN 1 WHEN value < 0 THEN -1 ELSE 0 END::%1$s''', type);
  END LOOP;
END $$;
CREATE FUNCTION rs.sign(value numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.sign(value)';
CREATE FUNCTION rs.sign(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.sign(value)';
CREATE FUNCTION rs.sign(value real) RETURNS real LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.sign(value::double precision)::real';
CREATE FUNCTION rs.trunc(value timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS 'SELECT value::date';
