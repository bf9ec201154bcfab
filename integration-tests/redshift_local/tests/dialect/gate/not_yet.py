"""What the stand-in lacks."""

from __future__ import annotations

NOT_YET: tuple[tuple[str, str], ...] = (
    ("CALL nothing()", "dg/r_CALL_procedure"),
    ("CREATE PROCEDURE p() AS $$ BEGIN END $$ LANGUAGE plpgsql", "dg/r_CREATE_PROCEDURE"),
    ("CREATE FUNCTION f(INT) RETURNS INT IMMUTABLE AS $$ SELECT $1 $$ LANGUAGE sql", "dg/r_CREATE_FUNCTION"),
    ("CREATE EXTERNAL SCHEMA s FROM DATA CATALOG DATABASE 'd' IAM_ROLE default", "dg/r_CREATE_EXTERNAL_SCHEMA"),
    ("CREATE DATASHARE d", "dg/r_CREATE_DATASHARE"),
    (
        "CREATE MODEL m FROM sales TARGET price FUNCTION f IAM_ROLE default SETTINGS (S3_BUCKET 'b')",
        "dg/r_CREATE_MODEL",
    ),
    ("CREATE MASKING POLICY m WITH (a INT) USING (a)", "dg/r_CREATE_MASKING_POLICY"),
    ("CREATE RLS POLICY r USING (true)", "dg/r_CREATE_RLS_POLICY"),
    ("ATTACH RLS POLICY r ON sales TO PUBLIC", "dg/r_ATTACH_RLS_POLICY"),
    ("CANCEL 1", "dg/r_CANCEL"),
    ("USE dev", "dg/r_USE_command"),
    ("DESC DATASHARE d", "dg/r_DESC_DATASHARE"),
    ("PREPARE p AS SELECT 1", "dg/r_PREPARE"),
    ("EXECUTE p", "dg/r_EXECUTE"),
    ("DEALLOCATE p", "dg/r_DEALLOCATE"),
    ("GRANT ROLE r TO USER u", "dg/r_GRANT"),
    ("GRANT EXECUTE ON FUNCTION f(INT) TO PUBLIC", "dg/r_GRANT"),
    ("ALTER TABLE sales APPEND FROM customer", "dg/r_ALTER_TABLE_APPEND"),
    ("ANALYZE COMPRESSION sales", "dg/r_ANALYZE_COMPRESSION"),
    ("SHOW TABLE sales", "dg/r_SHOW_TABLE"),
    ("SHOW VIEW sales", "dg/r_SHOW_VIEW"),
    ("SHOW ALL", "dg/r_SHOW"),
    (
        "SELECT s.id FROM sales s, customer c CONNECT BY PRIOR s.id = s.quantity",
        "dg/r_CONNECT_BY_clause",
    ),
    ("SELECT id, price EXCLUDE id FROM sales", "dg/r_EXCLUDE_list"),
    (
        "WITH q AS (SELECT name FROM customer) SELECT s.id FROM sales s, q WHERE q.name = s.customer (+)",
        "dg/r_WHERE_oracle_outer",
    ),
    ("SELECT listagg(DISTINCT customer) OVER () FROM sales", "dg/r_WF_LISTAGG"),
    ("SELECT hll(id) FROM sales", "dg/r_HLL_function"),
    ("SELECT ST_Area(ST_Point(1, 2))", "dg/ST_Area-function"),
    ("SELECT farmfingerprint64('a')", "dg/r_FARMFINGERPRINT64"),
    ("SELECT checksum('a')", "dg/r_CHECKSUM"),
    ("SELECT collate('a', 'case_insensitive')", "dg/r_COLLATE"),
    ("SET json_serialization_enable TO on", "dg/r_json_serialization_enable"),
    ("SET describe_field_name_in_uppercase TO on", "dg/r_describe_field_name_in_uppercase"),
)
"""What the documentation has and the stand-in has not, told apart from what Redshift refuses."""
