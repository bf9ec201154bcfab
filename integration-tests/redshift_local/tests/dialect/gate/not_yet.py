"""What the stand-in lacks."""

from __future__ import annotations

NOT_YET: tuple[tuple[str, str], ...] = (
    ("CALL nothing()", "dg/r_CALL_procedure"),
    ("CREATE PROCEDURE p() AS $$ BEGIN END $$ LANGUAGE plpgsql", "dg/r_CREATE_PROCEDURE"),
    ("CREATE FUNCTION f(INT) RETURNS INT IMMUTABLE AS $$ SELECT $1 $$ LANGUAGE sql", "dg/r_CREATE_FUNCTION"),
    (
        "CREATE EXTERNAL FUNCTION f(INT) RETURNS INT IMMUTABLE LAMBDA 'f' IAM_ROLE default",
        "dg/r_CREATE_EXTERNAL_FUNCTION",
    ),
    (
        "CREATE EXTERNAL SCHEMA s FROM POSTGRES DATABASE 'd' URI 'h' IAM_ROLE default SECRET_ARN 'arn:aws:s'",
        "dg/r_CREATE_EXTERNAL_SCHEMA",
    ),
    (
        "CREATE EXTERNAL SCHEMA s FROM HIVE METASTORE DATABASE 'd' URI 'h' IAM_ROLE default",
        "dg/r_CREATE_EXTERNAL_SCHEMA",
    ),
    ("CREATE EXTERNAL SCHEMA s FROM DATA CATALOG DATABASE 'd' IAM_ROLE 'SESSION'", "dg/r_CREATE_EXTERNAL_SCHEMA"),
    ("CREATE EXTERNAL TABLE s.t (a INT) STORED AS ORC LOCATION 's3://b/f/'", "dg/r_CREATE_EXTERNAL_TABLE"),
    ("CREATE EXTERNAL TABLE s.t (a VARBYTE) STORED AS PARQUET LOCATION 's3://b/f/'", "dg/r_CREATE_EXTERNAL_TABLE"),
    (
        "CREATE EXTERNAL TABLE s.t (a INT) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' STORED AS TEXTFILE LOCATION 's3://b/f/'",
        "dg/r_CREATE_EXTERNAL_TABLE",
    ),
    (
        "CREATE EXTERNAL TABLE s.t (a INT) STORED AS PARQUET LOCATION 's3://b/f/' TABLE PROPERTIES ('surplus_char_handling'='FAIL')",
        "dg/r_CREATE_EXTERNAL_TABLE",
    ),
    ("CREATE EXTERNAL TABLE s.t STORED AS PARQUET LOCATION 's3://b/f/' AS SELECT 1 AS a", "dg/r_CREATE_EXTERNAL_TABLE"),
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
    ("INSERT INTO elsewhere.public.sales (id) VALUES (2)", "dg/cross-database-overview"),
    ("UPDATE elsewhere.public.sales SET id = 2", "dg/cross-database-overview"),
    ("DELETE FROM elsewhere.public.sales", "dg/cross-database-overview"),
    (
        "MERGE INTO elsewhere.public.sales USING customer c ON sales.customer = c.name "
        "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1, 'a', NULL)",
        "dg/cross-database-overview",
    ),
    ("TRUNCATE elsewhere.public.sales", "dg/cross-database-overview"),
    ("CREATE TABLE elsewhere.public.made (a INT)", "dg/cross-database-overview"),
    ("SELECT * INTO elsewhere.public.made FROM sales", "dg/cross-database-overview"),
    ("ALTER TABLE elsewhere.public.sales ADD COLUMN a INT", "dg/cross-database-overview"),
    ("DROP TABLE elsewhere.public.sales", "dg/cross-database-overview"),
    ("GRANT SELECT ON elsewhere.public.sales TO PUBLIC", "dg/cross-database-overview"),
    ("LOCK elsewhere.public.sales", "dg/cross-database-overview"),
    ("SELECT * FROM elsewhere.public.late", "dg/cross-database_limitation"),
    ("CREATE MATERIALIZED VIEW kept AS SELECT id FROM elsewhere.public.sales", "dg/cross-database_limitation"),
    ("SET describe_field_name_in_uppercase TO on", "dg/r_describe_field_name_in_uppercase"),
)
"""What the documentation has and the stand-in has not, told apart from what Redshift refuses."""
