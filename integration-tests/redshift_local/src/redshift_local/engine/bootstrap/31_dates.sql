-- Date and time functions; date parts arrive with their full names.
-- dg/r_GETDATE, dg/r_SYSDATE: the session's time zone; the start of the statement, of the transaction.
CREATE FUNCTION rs.sysdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT transaction_timestamp()::timestamp';
CREATE FUNCTION rs.getdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT date_trunc(''second'', statement_timestamp()::timestamp)';

-- dg/r_DATEADD_function: the result is a TIMESTAMP (of TIMESTAMPTZ a TIMESTAMPTZ, of TIME a TIME).
CREATE FUNCTION rs.part_interval(part text, amount bigint) RETURNS interval LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE part
    WHEN 'millennium' THEN make_interval(years => (amount * 1000)::int) WHEN 'century' THEN make_interval(years => (amount * 100)::int)
    WHEN 'decade' THEN make_interval(years => (amount * 10)::int) WHEN 'year' THEN make_interval(years => amount::int)
    WHEN 'quarter' THEN make_interval(months => (amount * 3)::int) WHEN 'month' THEN make_interval(months => amount::int)
    WHEN 'week' THEN make_interval(weeks => amount::int)
    WHEN 'day' THEN make_interval(days => amount::int) WHEN 'dayofyear' THEN make_interval(days => amount::int)
    WHEN 'dayofweek' THEN make_interval(days => amount::int)
    WHEN 'hour' THEN amount * interval '1 hour' WHEN 'minute' THEN amount * interval '1 minute'
    WHEN 'second' THEN amount * interval '1 second' WHEN 'millisecond' THEN amount * interval '1 millisecond'
    WHEN 'microsecond' THEN amount * interval '1 microsecond' END $$;
CREATE FUNCTION rs.dateadd(part text, amount bigint, value timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT value + rs.part_interval(part, amount)';
CREATE FUNCTION rs.dateadd(part text, amount bigint, value date) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT value::timestamp + rs.part_interval(part, amount)';
CREATE FUNCTION rs.dateadd(part text, amount bigint, value timestamptz) RETURNS timestamptz LANGUAGE sql STABLE STRICT AS
  'SELECT value + rs.part_interval(part, amount)';
CREATE FUNCTION rs.dateadd(part text, amount bigint, value time) RETURNS time LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT value + rs.part_interval(part, amount)';

-- dg/r_DATEDIFF_function: counts the boundaries crossed; weeks begin on Sunday.
CREATE FUNCTION rs.datediff(part text, a timestamp, b timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE part
    WHEN 'millennium' THEN (floor(date_part('year', b) / 1000) - floor(date_part('year', a) / 1000))::bigint
    WHEN 'century' THEN (floor(date_part('year', b) / 100) - floor(date_part('year', a) / 100))::bigint
    WHEN 'decade' THEN (floor(date_part('year', b) / 10) - floor(date_part('year', a) / 10))::bigint
    WHEN 'year' THEN (date_part('year', b) - date_part('year', a))::bigint
    WHEN 'quarter' THEN ((date_part('year', b) - date_part('year', a)) * 4 + date_part('quarter', b) - date_part('quarter', a))::bigint
    WHEN 'month' THEN ((date_part('year', b) - date_part('year', a)) * 12 + date_part('month', b) - date_part('month', a))::bigint
    WHEN 'week' THEN (floor((b::date - date '1970-01-04') / 7.0) - floor((a::date - date '1970-01-04') / 7.0))::bigint
    WHEN 'day' THEN (b::date - a::date)::bigint
    WHEN 'dayofyear' THEN (b::date - a::date)::bigint
    WHEN 'dayofweek' THEN (b::date - a::date)::bigint
    WHEN 'hour' THEN (extract(epoch FROM date_trunc('hour', b) - date_trunc('hour', a)) / 3600)::bigint
    WHEN 'minute' THEN (extract(epoch FROM date_trunc('minute', b) - date_trunc('minute', a)) / 60)::bigint
    WHEN 'second' THEN (extract(epoch FROM date_trunc('second', b) - date_trunc('second', a)))::bigint
    WHEN 'millisecond' THEN (extract(epoch FROM date_trunc('milliseconds', b) - date_trunc('milliseconds', a)) * 1000)::bigint
    WHEN 'microsecond' THEN (extract(epoch FROM b - a) * 1000000)::bigint
    WHEN 'epoch' THEN (extract(epoch FROM date_trunc('second', b) - date_trunc('second', a)))::bigint END $$;
CREATE FUNCTION rs.datediff(part text, a timestamptz, b timestamptz) RETURNS bigint LANGUAGE sql STABLE STRICT AS
  'SELECT rs.datediff(part, a AT TIME ZONE ''UTC'', b AT TIME ZONE ''UTC'')';
CREATE FUNCTION rs.datediff(part text, a time, b time) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.datediff(part, date ''2000-01-01'' + a, date ''2000-01-01'' + b)';

-- dg/r_DATE_PART_function is a DOUBLE with fractions; dg/r_EXTRACT_function is an INTEGER of only that field.
CREATE FUNCTION rs.engine_part(part text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE part WHEN 'dayofweek' THEN 'dow' WHEN 'dayofyear' THEN 'doy' WHEN 'millisecond' THEN 'milliseconds'
    WHEN 'microsecond' THEN 'microseconds' ELSE part END $$;
CREATE FUNCTION rs.date_part(part text, value timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE part WHEN 'millisecond' THEN (pg_catalog.date_part('microseconds', value)::bigint % 1000000 / 1000)::float8
    WHEN 'microsecond' THEN (pg_catalog.date_part('microseconds', value)::bigint % 1000000)::float8
    ELSE pg_catalog.date_part(rs.engine_part(part), value) END $$;
CREATE FUNCTION rs.date_part(part text, value timestamptz) RETURNS double precision LANGUAGE sql STABLE STRICT AS $$
  SELECT CASE WHEN part IN ('epoch', 'timezone', 'timezone_hour', 'timezone_minute')
    THEN pg_catalog.date_part(part, value) ELSE rs.date_part(part, value::timestamp) END $$;
CREATE FUNCTION rs.date_part(part text, value date) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.date_part(part, value::timestamp)';
CREATE FUNCTION rs.date_part(part text, value time) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.date_part(part, date ''2000-01-01'' + value)';
CREATE FUNCTION rs.date_part(part text, value interval) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.date_part(rs.engine_part(part), value)';
CREATE FUNCTION rs.extract_part(part text, value timestamp) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT trunc(rs.date_part(part, value))::integer';
CREATE FUNCTION rs.extract_part(part text, value date) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT trunc(rs.date_part(part, value::timestamp))::integer';
CREATE FUNCTION rs.extract_part(part text, value timestamptz) RETURNS double precision LANGUAGE sql STABLE STRICT AS
  'SELECT trunc(rs.date_part(part, value))';
CREATE FUNCTION rs.extract_part(part text, value time) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT trunc(rs.date_part(part, value))::integer';
CREATE FUNCTION rs.extract_part(part text, value interval) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT trunc(rs.date_part(part, value))::integer';
CREATE FUNCTION rs.date_part_year(value date) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.date_part(''year'', value)::integer';

CREATE FUNCTION rs.date_trunc(part text, value timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.date_trunc(rs.engine_part(part), value)';
CREATE FUNCTION rs.date_trunc(part text, value date) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.date_trunc(rs.engine_part(part), value::timestamp)';
CREATE FUNCTION rs.date_trunc(part text, value timestamptz) RETURNS timestamptz LANGUAGE sql STABLE STRICT AS
  'SELECT pg_catalog.date_trunc(rs.engine_part(part), value)';

-- dg/r_ADD_MONTHS: the last day of a month stays the last day.
CREATE FUNCTION rs.last_day(value timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT (pg_catalog.date_trunc(''month'', value) + interval ''1 month - 1 day'')::date';
CREATE FUNCTION rs.last_day(value date) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs.last_day(value::timestamp)';
CREATE FUNCTION rs.add_months(value timestamp, months bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN value::date = rs.last_day(value)
    THEN rs.last_day(value + make_interval(months => months::int)) + value::time
    ELSE value + make_interval(months => months::int) END $$;
CREATE FUNCTION rs.add_months(value date, months bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.add_months(value::timestamp, months)';
CREATE FUNCTION rs.next_day(value timestamp, name text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  wanted int := array_position(ARRAY['su','mo','tu','we','th','fr','sa'], left(lower(name), 2)) - 1;
BEGIN
  IF wanted IS NULL THEN
    RAISE EXCEPTION USING errcode = '22023', message = format('"%s" is not a day of the week', name);
  END IF;
  RETURN value::date + CASE WHEN (wanted - date_part('dow', value)::int + 7) % 7 = 0 THEN 7
    ELSE (wanted - date_part('dow', value)::int + 7) % 7 END;
END $$;
-- dg/r_MONTHS_BETWEEN_function: whole months for equal days and for two month ends, else with months of 31 days.
CREATE FUNCTION rs.months_between(a timestamp, b timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN date_part('day', a) = date_part('day', b) OR (a::date = rs.last_day(a) AND b::date = rs.last_day(b))
    THEN (date_part('year', a) - date_part('year', b)) * 12 + date_part('month', a) - date_part('month', b)
    ELSE (date_part('year', a) - date_part('year', b)) * 12 + date_part('month', a) - date_part('month', b)
      + (extract(epoch FROM (a - date_trunc('month', a)) - (b - date_trunc('month', b))) / 86400 / 31)::float8 END $$;
CREATE FUNCTION rs.convert_timezone(target text, value timestamp) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
  'SELECT (value AT TIME ZONE ''UTC'') AT TIME ZONE target';
CREATE FUNCTION rs.convert_timezone(source text, target text, value timestamp) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
  'SELECT (value AT TIME ZONE source) AT TIME ZONE target';
CREATE FUNCTION rs.convert_timezone(target text, value timestamptz) RETURNS timestamp LANGUAGE sql STABLE STRICT AS
  'SELECT value AT TIME ZONE target';
CREATE FUNCTION rs.timezone(zone text, value timestamp) RETURNS timestamptz LANGUAGE sql STABLE STRICT AS 'SELECT value AT TIME ZONE zone';
CREATE FUNCTION rs.timezone(zone text, value timestamptz) RETURNS timestamp LANGUAGE sql STABLE STRICT AS 'SELECT value AT TIME ZONE zone';
-- dg/r_TO_DATE_function, dg/r_TO_TIMESTAMP: parts out of range run over into the next unit, unless the third argument is true.
CREATE FUNCTION rs_catalog.lenient(value text, format text) RETURNS timestamp LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  left_format text := upper(format);
  left_value text := value;
  part text;
  size integer;
  digits text;
  y int := 1; mo int := 1; d int := 1; h int := 0; mi int := 0; s int := 0; fraction numeric := 0;
BEGIN
  WHILE left_format <> '' AND left_value <> '' LOOP
    part := substring(left_format FROM '^(YYYY|MM|DD|HH24|HH12|HH|MI|SS|MS|US)');
    IF part IS NULL THEN
      IF left_format ~ '^[A-Z]' THEN
        RETURN NULL;
      END IF;
      left_format := substr(left_format, 2);
      left_value := substr(left_value, 2);
      CONTINUE;
    END IF;
    size := CASE part WHEN 'YYYY' THEN 4 WHEN 'MS' THEN 3 WHEN 'US' THEN 6 ELSE 2 END;
    digits := substring(left_value FROM '^\d{1,' || size || '}');
    IF digits IS NULL THEN
      RETURN NULL;
    END IF;
    CASE part WHEN 'YYYY' THEN y := digits; WHEN 'MM' THEN mo := digits; WHEN 'DD' THEN d := digits; WHEN 'MI' THEN mi := digits; WHEN 'SS' THEN s := digits;
      WHEN 'MS' THEN fraction := rpad(digits, 3, '0')::numeric / 1000; WHEN 'US' THEN fraction := rpad(digits, 6, '0')::numeric / 1000000; ELSE h := digits; END CASE;
    left_format := substr(left_format, length(part) + 1);
    left_value := substr(left_value, length(digits) + 1);
  END LOOP;
  RETURN make_timestamp(y, 1, 1, 0, 0, 0) + make_interval(months => mo - 1) + make_interval(days => d - 1, hours => h, mins => mi) + (s + fraction) * interval '1 second';
END $$;
CREATE FUNCTION rs.to_timestamp(value text, format text, is_strict boolean DEFAULT false) RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
  found timestamp;
BEGIN
  IF value = '' THEN
    RETURN '0001-01-01'::timestamptz;
  END IF;
  RETURN pg_catalog.to_timestamp(value, format);
EXCEPTION WHEN datetime_field_overflow THEN
  found := rs_catalog.lenient(value, format);
  IF is_strict OR found IS NULL THEN
    RAISE;
  END IF;
  RETURN found::timestamptz;
END $$;
CREATE FUNCTION rs.to_date(value text, format text, is_strict boolean DEFAULT false) RETURNS date LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
  found timestamp;
BEGIN
  RETURN pg_catalog.to_date(value, format);
EXCEPTION WHEN datetime_field_overflow THEN
  found := rs_catalog.lenient(value, format);
  IF is_strict OR found IS NULL THEN
    RAISE;
  END IF;
  RETURN found::date;
END $$;
DO $$
DECLARE
  name text; a text; b text;
BEGIN
  FOR name, a, b IN VALUES ('date_cmp', 'date', 'date'), ('date_cmp_timestamp', 'date', 'timestamp'), ('date_cmp_timestamptz', 'date', 'timestamptz'),
      ('timestamp_cmp', 'timestamp', 'timestamp'), ('timestamp_cmp_date', 'timestamp', 'date'), ('timestamp_cmp_timestamptz', 'timestamp', 'timestamptz'),
      ('timestamptz_cmp', 'timestamptz', 'timestamptz'), ('timestamptz_cmp_date', 'timestamptz', 'date'),
      ('timestamptz_cmp_timestamp', 'timestamptz', 'timestamp'), ('interval_cmp', 'interval', 'interval') LOOP
    EXECUTE format('CREATE FUNCTION rs.%I(a %s, b %s) RETURNS integer LANGUAGE sql STABLE STRICT AS ''SELECT CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END''', name, a, b);
  END LOOP;
END $$;
CREATE FUNCTION rs.dateadd(part text, amount bigint, value timetz) RETURNS timetz LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT value + rs.part_interval(part, amount)';
CREATE FUNCTION rs.datediff(part text, a timetz, b timetz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.datediff(part, (a AT TIME ZONE ''UTC'')::time, (b AT TIME ZONE ''UTC'')::time)';
CREATE FUNCTION rs.extract_part(part text, value timetz) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT trunc(pg_catalog.date_part(rs.engine_part(part), value))::integer';
CREATE FUNCTION rs.date_part(part text, value timetz) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.date_part(rs.engine_part(part), value)';
CREATE FUNCTION rs.datediff(part text, a date, b date) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.datediff(part, a::timestamp, b::timestamp)';
CREATE FUNCTION rs.datediff(part text, a date, b timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.datediff(part, a::timestamp, b)';
CREATE FUNCTION rs.datediff(part text, a timestamp, b date) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs.datediff(part, a, b::timestamp)';
