ALTER FUNCTION rs.regexp_flags(text) RENAME TO regexp_flags_posix;
CREATE FUNCTION rs.regexp_flags(parameters text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF parameters LIKE '%p%' THEN
    RAISE EXCEPTION USING errcode = '0A000',
      message = 'PCRE (parameter p) is not in the stand-in yet (Redshift documents it: dg/REGEXP_REPLACE)';
  END IF;
  RETURN rs.regexp_flags_posix(parameters);
END $$;
