-- Hashes. dg/SHA2 knows 0 (as 256), 224, 256, 384 and 512 bits; dg/SHA1 gives 40 hexadecimal digits.
CREATE FUNCTION rs.sha2(value text, bits integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN bits IN (0, 224, 256, 384, 512) THEN encode(CASE bits WHEN 224 THEN sha224(convert_to(value, 'UTF8'))
    WHEN 384 THEN sha384(convert_to(value, 'UTF8')) WHEN 512 THEN sha512(convert_to(value, 'UTF8'))
    ELSE sha256(convert_to(value, 'UTF8')) END, 'hex')
    ELSE rs_catalog.refuse('22023', 'SHA2 takes 0, 224, 256, 384 or 512 bits') END $$;
CREATE FUNCTION rs.md5(value text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.md5(value)';
CREATE FUNCTION rs_catalog.rotl(value bigint, places integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT ((value << places) | (value >> (32 - places))) & 4294967295';
CREATE FUNCTION rs.sha1(told text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  m bytea := convert_to(told, 'UTF8');
  bits bigint := octet_length(convert_to(told, 'UTF8'))::bigint * 8;
  h bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[];
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; t bigint;
BEGIN
  m := m || '\x80'::bytea || decode(repeat('00', (119 - octet_length(m) % 64)::int % 64), 'hex') || int8send(bits);
  FOR block IN 0 .. octet_length(m) / 64 - 1 LOOP
    w := ARRAY[]::bigint[];
    FOR i IN 0 .. 15 LOOP
      w := w || ((get_byte(m, block * 64 + i * 4)::bigint << 24) | (get_byte(m, block * 64 + i * 4 + 1) << 16)
        | (get_byte(m, block * 64 + i * 4 + 2) << 8) | get_byte(m, block * 64 + i * 4 + 3));
    END LOOP;
    FOR i IN 17 .. 80 LOOP
      w := w || rs_catalog.rotl(w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16], 1);
    END LOOP;
    a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
    FOR i IN 1 .. 80 LOOP
      IF i <= 20 THEN f := (b & c) | ((~b & 4294967295) & d); k := 1518500249;
      ELSIF i <= 40 THEN f := b # c # d; k := 1859775393;
      ELSIF i <= 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
      ELSE f := b # c # d; k := 3395469782; END IF;
      t := (rs_catalog.rotl(a, 5) + f + e + k + w[i]) & 4294967295;
      e := d; d := c; c := rs_catalog.rotl(b, 30); b := a; a := t;
    END LOOP;
    h := ARRAY[(h[1] + a) & 4294967295, (h[2] + b) & 4294967295, (h[3] + c) & 4294967295, (h[4] + d) & 4294967295, (h[5] + e) & 4294967295];
  END LOOP;
  RETURN (SELECT string_agg(lpad(to_hex(v), 8, '0'), '' ORDER BY place) FROM unnest(h) WITH ORDINALITY AS u(v, place));
END $$;
CREATE FUNCTION rs.sha(told text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs.sha1(told)';
CREATE FUNCTION rs.func_sha1(told text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT rs.sha1(told)';
-- dg/crc32-function: the CRC-32C polynomial, as hexadecimal text.
CREATE FUNCTION rs.crc32(told text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  m bytea := convert_to(told, 'UTF8');
  crc bigint := 4294967295;
BEGIN
  FOR i IN 0 .. octet_length(m) - 1 LOOP
    crc := crc # get_byte(m, i);
    FOR j IN 1 .. 8 LOOP
      crc := CASE WHEN crc & 1 = 1 THEN (crc >> 1) # 2197175160 ELSE crc >> 1 END;
    END LOOP;
  END LOOP;
  RETURN lpad(to_hex(crc # 4294967295), 8, '0');
END $$;
-- dg/r_FNV_HASH: 64-bit FNV-1a over the value's bytes; the width of an integer counts.
CREATE FUNCTION rs_catalog.fnv(m bytea, seed bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  two64 constant numeric := 18446744073709551616;
  hash numeric := CASE WHEN seed < 0 THEN seed + two64 ELSE seed END;
  low bigint;
BEGIN
  FOR i IN 0 .. octet_length(m) - 1 LOOP
    low := mod(hash, 256)::bigint;
    hash := hash - low + (low # get_byte(m, i));
    hash := mod(hash * 1099511628211, two64);
  END LOOP;
  RETURN CASE WHEN hash >= 9223372036854775808 THEN hash - two64 ELSE hash END;
END $$;
CREATE FUNCTION rs_catalog.reversed(m bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT coalesce(decode(string_agg(lpad(to_hex(get_byte(m, at)), 2, '0'), '' ORDER BY at DESC), 'hex'), '') FROM generate_series(0, octet_length(m) - 1) AS at $$;
CREATE FUNCTION rs.fnv_hash(value text, seed bigint DEFAULT -3750763034362895579) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.fnv(convert_to(value, ''UTF8''), seed)';
CREATE FUNCTION rs.fnv_hash(value smallint, seed bigint DEFAULT -3750763034362895579) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.fnv(rs_catalog.reversed(int2send(value)), seed)';
CREATE FUNCTION rs.fnv_hash(value integer, seed bigint DEFAULT -3750763034362895579) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.fnv(rs_catalog.reversed(int4send(value)), seed)';
CREATE FUNCTION rs.fnv_hash(value bigint, seed bigint DEFAULT -3750763034362895579) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.fnv(rs_catalog.reversed(int8send(value)), seed)';
-- dg/MURMUR3_32_HASH: Murmur3 by Iceberg's rules: all integers, and dates as days, as 8 bytes.
CREATE FUNCTION rs_catalog.murmur3(m bytea, seed integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  mask constant bigint := 4294967295;
  h bigint := seed & 4294967295;
  k bigint;
  size integer := octet_length(m);
  blocks integer := octet_length(m) / 4;
BEGIN
  FOR i IN 0 .. blocks - 1 LOOP
    k := get_byte(m, i * 4) | (get_byte(m, i * 4 + 1) << 8) | (get_byte(m, i * 4 + 2) << 16) | (get_byte(m, i * 4 + 3)::bigint << 24);
    k := (k * 3432918353::numeric % 4294967296)::bigint;
    k := (rs_catalog.rotl(k, 15) * 461845907::numeric % 4294967296)::bigint;
    h := (rs_catalog.rotl(h # k, 13)::numeric * 5 + 3864292196) % 4294967296;
  END LOOP;
  k := 0;
  FOR i IN REVERSE size % 4 - 1 .. 0 LOOP
    k := k # (get_byte(m, blocks * 4 + i)::bigint << (8 * i));
  END LOOP;
  IF size % 4 > 0 THEN
    k := (k * 3432918353::numeric % 4294967296)::bigint;
    h := h # (rs_catalog.rotl(k, 15) * 461845907::numeric % 4294967296)::bigint;
  END IF;
  h := h # size;
  h := h # (h >> 16);
  h := (h * 2246822507::numeric % 4294967296)::bigint;
  h := h # (h >> 13);
  h := (h * 3266489909::numeric % 4294967296)::bigint;
  h := h # (h >> 16);
  RETURN (CASE WHEN h > 2147483647 THEN h - 4294967296 ELSE h END)::integer;
END $$;
CREATE FUNCTION rs.murmur3_32_hash(value text, seed integer DEFAULT 0) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.murmur3(convert_to(value, ''UTF8''), seed)';
CREATE FUNCTION rs.murmur3_32_hash(value bigint, seed integer DEFAULT 0) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.murmur3(rs_catalog.reversed(int8send(value)), seed)';
CREATE FUNCTION rs.murmur3_32_hash(value date, seed integer DEFAULT 0) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT rs_catalog.murmur3(rs_catalog.reversed(int8send((value - date ''1970-01-01'')::bigint)), seed)';

-- dg/r_TO_HEX, dg/r_FROM_HEX, dg/r_TO_VARBYTE, dg/r_FROM_VARBYTE, dg/r_GETBIT
CREATE FUNCTION rs.to_hex(value bigint) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.to_hex(value)';
CREATE FUNCTION rs.to_hex(value integer) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT pg_catalog.to_hex(value)';
CREATE FUNCTION rs.to_hex(value bytea) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS 'SELECT encode(value, ''hex'')';
CREATE FUNCTION rs.from_hex(value text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT decode(value, ''hex'')';
CREATE FUNCTION rs.to_varbyte(value text, format text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE lower(format) WHEN 'hex' THEN decode(value, 'hex') WHEN 'base64' THEN decode(value, 'base64')
    WHEN 'utf8' THEN convert_to(value, 'UTF8') WHEN 'utf-8' THEN convert_to(value, 'UTF8')
    ELSE rs_catalog.refuse('22023', format('"%s" is not a format of TO_VARBYTE', format))::bytea END;
END $$;
CREATE FUNCTION rs.from_varbyte(value bytea, format text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE lower(format) WHEN 'hex' THEN encode(value, 'hex') WHEN 'base64' THEN translate(encode(value, 'base64'), E'\n', '')
    WHEN 'utf8' THEN convert_from(value, 'UTF8') WHEN 'utf-8' THEN convert_from(value, 'UTF8')
    ELSE rs_catalog.refuse('22023', format('"%s" is not a format of FROM_VARBYTE', format)) END;
END $$;
CREATE FUNCTION rs.getbit(value bytea, place integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT get_bit(value, place)';
