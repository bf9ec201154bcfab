-- dg/r_Character_types: lengths are bytes; too long is an error unless only blanks are too much; a cast cuts.
CREATE FUNCTION rs_catalog.cut_bytes(value varchar, size int) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  kept varchar := left(value, size);
BEGIN
  WHILE octet_length(kept) > size LOOP
    kept := left(kept, greatest(size / 4, length(kept) - greatest(1, (octet_length(kept) - size) / 4)));
  END LOOP;
  RETURN kept;
END $$;
CREATE FUNCTION rs_catalog.varchar_overflow(value varchar, size int) RETURNS varchar LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF octet_length(rtrim(value, ' ')) <= size THEN
    RETURN rs_catalog.cut_bytes(value, size);
  END IF;
  RAISE EXCEPTION USING errcode = '22001', message = format('value too long for type character varying(%s)', size);
END $$;
CREATE FUNCTION rs_catalog.varchar_bytes(value varchar, modifier int, is_explicit boolean) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL OR octet_length(value) <= modifier - 4 THEN value
              WHEN is_explicit THEN rs_catalog.cut_bytes(value, modifier - 4)
              ELSE rs_catalog.varchar_overflow(value, modifier - 4) END
$$;
UPDATE pg_cast SET castfunc = 'rs_catalog.varchar_bytes(varchar, int, boolean)'::regprocedure
WHERE castsource = 'varchar'::regtype AND casttarget = 'varchar'::regtype;
