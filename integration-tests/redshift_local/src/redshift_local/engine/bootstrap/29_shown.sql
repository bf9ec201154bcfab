-- What clients get of SUPER and VARBYTE: JSON text without blanks, hexadecimal digits without a prefix, under the type numbers
-- that Redshift's drivers know. The values of these types are texts; only the outermost select list uses them.
DO $$
DECLARE
  name text; number oid; made oid;
BEGIN
  FOR name, number IN VALUES ('super_shown', 4000::oid), ('varbyte_shown', 6551::oid) LOOP
    EXECUTE format('CREATE TYPE rs_catalog.%I', name);
    SELECT oid INTO made FROM pg_type WHERE typname = name;
    UPDATE pg_depend SET objid = number WHERE classid = 'pg_type'::regclass AND objid = made;
    UPDATE pg_shdepend SET objid = number WHERE classid = 'pg_type'::regclass AND objid = made;
    UPDATE pg_type SET oid = number WHERE oid = made;
  END LOOP;
END $$;
CREATE FUNCTION rs_catalog.super_shown_in(cstring) RETURNS rs_catalog.super_shown LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION rs_catalog.super_shown_out(rs_catalog.super_shown) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION rs_catalog.super_shown_send(rs_catalog.super_shown) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE rs_catalog.super_shown (INPUT = rs_catalog.super_shown_in, OUTPUT = rs_catalog.super_shown_out, SEND = rs_catalog.super_shown_send, LIKE = text);
CREATE FUNCTION rs_catalog.varbyte_shown_in(cstring) RETURNS rs_catalog.varbyte_shown LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION rs_catalog.varbyte_shown_out(rs_catalog.varbyte_shown) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION rs_catalog.varbyte_shown_send(rs_catalog.varbyte_shown) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE rs_catalog.varbyte_shown (INPUT = rs_catalog.varbyte_shown_in, OUTPUT = rs_catalog.varbyte_shown_out, SEND = rs_catalog.varbyte_shown_send, LIKE = text);
CREATE CAST (text AS rs_catalog.super_shown) WITHOUT FUNCTION;
CREATE CAST (text AS rs_catalog.varbyte_shown) WITHOUT FUNCTION;
CREATE FUNCTION rs_catalog.shown(value jsonb) RETURNS rs_catalog.super_shown LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CAST(rs_catalog.json_text(value)::text AS rs_catalog.super_shown)';
CREATE FUNCTION rs_catalog.shown(value bytea) RETURNS rs_catalog.varbyte_shown LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CAST(encode(value, ''hex'') AS rs_catalog.varbyte_shown)';
