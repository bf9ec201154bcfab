CREATE OR REPLACE FUNCTION rs_catalog.digits(value numeric, places integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT pg_catalog.round(value, places)';
CREATE OR REPLACE FUNCTION rs_catalog.quotient(a numeric, b numeric, places integer) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT (pg_catalog.div(a * (10::numeric ^ places), b) + CASE
     WHEN abs(2 * pg_catalog.mod(a * (10::numeric ^ places), b)) >= abs(b) THEN sign(a) * sign(b) ELSE 0 END) / (10::numeric ^ places)';
