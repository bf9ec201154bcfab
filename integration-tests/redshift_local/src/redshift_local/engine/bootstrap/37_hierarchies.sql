-- dg/r_CONNECT_BY_clause: rows that lead back to themselves would make a hierarchy without end.
CREATE FUNCTION rs_catalog.next_level(level integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF level >= 10000 THEN
    RAISE EXCEPTION USING errcode = '54001', message = 'CONNECT BY has reached 10000 levels: do its rows form a cycle?';
  END IF;
  RETURN level + 1;
END $$;
