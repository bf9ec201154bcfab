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

-- dg/r_MEDIAN
CREATE FUNCTION rs.median_final(state numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT avg(v) FROM (SELECT v, row_number() OVER (ORDER BY v) AS r, count(*) OVER () AS n FROM unnest(state) AS u(v)) AS s
  WHERE r IN ((n + 1) / 2, (n + 2) / 2) $$;
CREATE FUNCTION rs.median_step(state numeric[], value numeric) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN state ELSE array_append(state, value) END $$;
CREATE AGGREGATE rs.median(numeric) (SFUNC = rs.median_step, STYPE = numeric[], INITCOND = '{}', FINALFUNC = rs.median_final);
CREATE FUNCTION rs.median_float_final(state float8[]) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT avg(v) FROM (SELECT v, row_number() OVER (ORDER BY v) AS r, count(*) OVER () AS n FROM unnest(state) AS u(v)) AS s
  WHERE r IN ((n + 1) / 2, (n + 2) / 2) $$;
CREATE FUNCTION rs.median_float_step(state float8[], value float8) RETURNS float8[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN state ELSE array_append(state, value) END $$;
CREATE AGGREGATE rs.median(float8) (SFUNC = rs.median_float_step, STYPE = float8[], INITCOND = '{}', FINALFUNC = rs.median_float_final);
