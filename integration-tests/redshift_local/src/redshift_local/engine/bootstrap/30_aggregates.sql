-- dg/r_AVG, dg/r_SUM: AVG of integers is a BIGINT without fraction; SUM of integers is a BIGINT, of REAL a DOUBLE.
CREATE FUNCTION rs.int_avg_final(state bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN state[1] = 0 THEN NULL ELSE state[2] / state[1] END $$;
CREATE AGGREGATE rs.avg(smallint) (SFUNC = int2_avg_accum, STYPE = int8[], INITCOND = '{0,0}', FINALFUNC = rs.int_avg_final);
CREATE AGGREGATE rs.avg(integer) (SFUNC = int4_avg_accum, STYPE = int8[], INITCOND = '{0,0}', FINALFUNC = rs.int_avg_final);
CREATE FUNCTION rs.big_avg_step(state numeric[], value bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN state ELSE ARRAY[state[1] + 1, state[2] + value] END $$;
CREATE FUNCTION rs.big_avg_final(state numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN state[1] = 0 THEN NULL ELSE trunc(state[2] / state[1])::bigint END $$;
CREATE AGGREGATE rs.avg(bigint) (SFUNC = rs.big_avg_step, STYPE = numeric[], INITCOND = '{0,0}', FINALFUNC = rs.big_avg_final);
CREATE AGGREGATE rs.avg(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);
CREATE AGGREGATE rs.avg(double precision) (SFUNC = float8_accum, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = float8_avg);
CREATE AGGREGATE rs.avg(real) (SFUNC = float4_accum, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = float8_avg);
CREATE AGGREGATE rs.avg(interval) (SFUNC = interval_accum, STYPE = interval[], INITCOND = '{0 second,0 second}', FINALFUNC = interval_avg);

CREATE AGGREGATE rs.sum(smallint) (SFUNC = int2_sum, STYPE = bigint);
CREATE AGGREGATE rs.sum(integer) (SFUNC = int4_sum, STYPE = bigint);
CREATE AGGREGATE rs.sum(bigint) (SFUNC = int8pl, STYPE = bigint);
CREATE AGGREGATE rs.sum(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_sum);
CREATE AGGREGATE rs.sum(double precision) (SFUNC = float8pl, STYPE = float8);
CREATE FUNCTION rs.real_sum_final(state float8[]) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN state[1] = 0 THEN NULL ELSE state[2] END $$;
CREATE AGGREGATE rs.sum(real) (SFUNC = float4_accum, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = rs.real_sum_final);
CREATE AGGREGATE rs.sum(interval) (SFUNC = interval_pl, STYPE = interval);

CREATE FUNCTION rs.first_of(state anyelement, value anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT state';
CREATE AGGREGATE rs.any_value(anyelement) (SFUNC = rs.first_of, STYPE = anyelement);

-- dg/r_LISTAGG: NULLs and empty strings are left out, the result has at most 65535 bytes.
CREATE FUNCTION rs.listagg_final(state text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF octet_length(state) > 65535 THEN
    RAISE EXCEPTION USING errcode = '22001', message = 'Result size exceeds LISTAGG limit';
  END IF;
  RETURN state;
END $$;
CREATE FUNCTION rs.listagg_step(state text, value varchar, separator text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL OR octet_length(value) = 0 THEN state
              WHEN state IS NULL THEN value::text
              ELSE state || coalesce(separator, '') || value END $$;
CREATE AGGREGATE rs.listagg(varchar, text) (SFUNC = rs.listagg_step, STYPE = text, FINALFUNC = rs.listagg_final);

-- dg/r_STDDEV_functions, dg/r_VARIANCE_functions: DOUBLE whatever number comes in; the sample forms are NULL for one row.
DO $$
DECLARE
  name text;
  final text;
BEGIN
  FOR name, final IN VALUES ('stddev', 'float8_stddev_samp'), ('stddev_samp', 'float8_stddev_samp'), ('stddev_pop', 'float8_stddev_pop'),
      ('variance', 'float8_var_samp'), ('var_samp', 'float8_var_samp'), ('var_pop', 'float8_var_pop') LOOP
    EXECUTE format('CREATE AGGREGATE rs.%I(double precision) (SFUNC = float8_accum, STYPE = float8[], INITCOND = ''{0,0,0}'', FINALFUNC = %I)', name, final);
  END LOOP;
END $$;

-- dg/r_MEDIAN, dg/r_PERCENTILE_CONT, dg/r_WF_PERCENTILE_DISC over the collected values, so that they work as window functions too.
CREATE FUNCTION rs_catalog.checked_fraction(fraction double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF fraction IS NULL OR fraction < 0 OR fraction > 1 THEN
    RAISE EXCEPTION USING errcode = '22023', message = 'percentile value must be between 0 and 1';
  END IF;
  RETURN fraction;
END $$;
CREATE FUNCTION rs.percentile_cont(fraction double precision, items numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN low = high OR a = b THEN a ELSE a + (b - a) * (place - low) END
  FROM (SELECT place, floor(place)::int AS low, ceil(place)::int AS high, sorted[floor(place)::int] AS a, sorted[ceil(place)::int] AS b
    FROM (SELECT array_agg(v ORDER BY v) AS sorted, 1 + rs_catalog.checked_fraction(fraction)::numeric * (count(*) - 1) AS place
      FROM unnest(items) AS u(v) WHERE v IS NOT NULL) AS s) AS p $$;
CREATE FUNCTION rs.percentile_cont(fraction double precision, items smallint[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS
  'SELECT rs.percentile_cont(fraction, items::numeric[])';
CREATE FUNCTION rs.percentile_cont(fraction double precision, items integer[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS
  'SELECT rs.percentile_cont(fraction, items::numeric[])';
CREATE FUNCTION rs.percentile_cont(fraction double precision, items bigint[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS
  'SELECT rs.percentile_cont(fraction, items::numeric[])';
CREATE FUNCTION rs.percentile_cont(fraction double precision, items double precision[]) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN low = high OR a = b THEN a ELSE a + (b - a) * (place - low) END
  FROM (SELECT place, floor(place)::int AS low, ceil(place)::int AS high, sorted[floor(place)::int] AS a, sorted[ceil(place)::int] AS b
    FROM (SELECT array_agg(v ORDER BY v) AS sorted, 1 + rs_catalog.checked_fraction(fraction) * (count(*) - 1) AS place
      FROM unnest(items) AS u(v) WHERE v IS NOT NULL) AS s) AS p $$;
CREATE FUNCTION rs.percentile_cont(fraction double precision, items real[]) RETURNS double precision LANGUAGE sql IMMUTABLE AS
  'SELECT rs.percentile_cont(fraction, items::double precision[])';
CREATE FUNCTION rs.percentile_cont(fraction double precision, items timestamp[]) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN low = high OR a = b THEN a ELSE a + (b - a) * (place - low) END
  FROM (SELECT place, floor(place)::int AS low, ceil(place)::int AS high, sorted[floor(place)::int] AS a, sorted[ceil(place)::int] AS b
    FROM (SELECT array_agg(v ORDER BY v) AS sorted, 1 + rs_catalog.checked_fraction(fraction) * (count(*) - 1) AS place
      FROM unnest(items) AS u(v) WHERE v IS NOT NULL) AS s) AS p $$;
CREATE FUNCTION rs.percentile_cont(fraction double precision, items timestamptz[]) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT rs.percentile_cont(fraction, (SELECT array_agg(v AT TIME ZONE 'UTC') FROM unnest(items) AS u(v))) AT TIME ZONE 'UTC' $$;
CREATE FUNCTION rs.percentile_cont(fraction double precision, items date[]) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT rs.percentile_cont(fraction, items::timestamp[])::date $$;
CREATE FUNCTION rs.percentile_disc(fraction double precision, items anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS $$
  SELECT sorted[greatest(1, ceil(rs_catalog.checked_fraction(fraction) * cardinality(sorted))::int)]
  FROM (SELECT array_agg(v ORDER BY v) AS sorted FROM unnest(items) AS u(v) WHERE v IS NOT NULL) AS s $$;
CREATE FUNCTION rs.percentile_disc_down(fraction double precision, items anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS $$
  SELECT sorted[greatest(1, ceil(rs_catalog.checked_fraction(fraction) * cardinality(sorted))::int)]
  FROM (SELECT array_agg(v ORDER BY v DESC) AS sorted FROM unnest(items) AS u(v) WHERE v IS NOT NULL) AS s $$;

-- IGNORE NULLS: the values of the frame without NULL, counted from its start or its end.
CREATE FUNCTION rs_catalog.from_start(items anyarray, place bigint) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT items[place]';
CREATE FUNCTION rs_catalog.from_end(items anyarray, place bigint) RETURNS anyelement LANGUAGE sql IMMUTABLE AS
  'SELECT items[cardinality(items) + 1 - place]';
