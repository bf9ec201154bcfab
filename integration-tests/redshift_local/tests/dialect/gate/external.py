"""External schemas and tables: what makes them, and what does not change them."""

from __future__ import annotations

from .rules import Class

_SCHEMA, _TABLE, _ALTER = "dg/r_CREATE_EXTERNAL_SCHEMA", "dg/r_CREATE_EXTERNAL_TABLE", "dg/r_ALTER_TABLE_external-table"
_STORED = "STORED AS PARQUET LOCATION 's3://b/f/'"

CLASSES: tuple[Class, ...] = (
    Class(
        "external tables",
        accepted=(
            (
                "CREATE EXTERNAL SCHEMA made FROM DATA CATALOG DATABASE 'made' REGION 'us-east-1' "
                "IAM_ROLE 'arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b' CREATE EXTERNAL DATABASE IF NOT EXISTS",
                _SCHEMA,
            ),
            ("CREATE EXTERNAL SCHEMA IF NOT EXISTS made FROM DATABASE 'other' IAM_ROLE default", _SCHEMA),
            ("CREATE EXTERNAL SCHEMA second FROM DATA CATALOG DATABASE 'made' IAM_ROLE default", _SCHEMA),
            (
                "CREATE EXTERNAL TABLE made.t (a INT2, b INT, c BIGINT, d DECIMAL(8,2), e REAL, f FLOAT8, g BOOL, h CHAR(3), "
                f"i VARCHAR(9), j DATE, k TIMESTAMP) PARTITIONED BY (p DATE, q INT) {_STORED}",
                _TABLE,
            ),
            (
                "CREATE EXTERNAL TABLE dev.made.lines (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\007' LINES TERMINATED BY '\\n' "
                "STORED AS TEXTFILE LOCATION 's3://b/f' TABLE PROPERTIES ('numRows'='9', 'skip.header.line.count'='1', "
                "'compression_type'='gzip', 'write.parallel'='off')",
                _TABLE,
            ),
            (
                "ALTER TABLE made.t ADD IF NOT EXISTS PARTITION (p='2024-01-31', q=1) LOCATION 's3://b/f/1/' "
                "PARTITION (p='2024-02-29', q='2') LOCATION 's3://b/f/2/'",
                _ALTER,
            ),
            ("SELECT schemaname, tablename, location FROM svv_external_tables", "dg/r_SVV_EXTERNAL_TABLES"),
            ("SHOW TABLES FROM SCHEMA dev.second", "dg/r_SHOW_TABLES"),
            (
                'CREATE VIEW over_made AS SELECT t.a, "$path" FROM second.t WITH NO SCHEMA BINDING',
                _TABLE,
            ),
            ("DROP VIEW over_made", "dg/r_DROP_VIEW"),
            ("GRANT USAGE ON SCHEMA made TO PUBLIC", "dg/r_GRANT"),
            ("ALTER SCHEMA second RENAME TO third", "dg/r_ALTER_SCHEMA"),
            ("DROP TABLE made.lines", "dg/r_DROP_TABLE"),
            ("DROP SCHEMA made", "dg/r_DROP_SCHEMA"),
            ("DROP SCHEMA third DROP EXTERNAL DATABASE CASCADE", "dg/r_DROP_SCHEMA"),
        ),
        refused=(
            ("UPDATE lake.t SET a = 1", "0A000", "dg/c-using-spectrum"),
            ("DELETE FROM lake.t", "0A000", "dg/c-using-spectrum"),
            (
                "MERGE INTO lake.t USING sales s ON t.b = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)",
                "0A000",
                "dg/r_MERGE",
            ),
            ("TRUNCATE lake.t", "0A000", "dg/c-using-spectrum"),
            ("VACUUM lake.t", "0A000", "dg/c-using-spectrum"),
            ("ANALYZE lake.t", "0A000", "dg/c-using-spectrum"),
            ("COMMENT ON TABLE lake.t IS 'x'", "0A000", "dg/c-using-spectrum"),
            ("GRANT SELECT ON lake.t TO PUBLIC", "0A000", _TABLE),
            ("ALTER TABLE lake.t RENAME TO u", "0A000", "dg/r_ALTER_TABLE"),
            ("CREATE VIEW refused AS SELECT a FROM lake.t", "0A000", _TABLE),
            ("CREATE TABLE lake.local (a INT)", "0A000", _SCHEMA),
            ("CREATE TABLE lake.local AS SELECT 1 AS a", "0A000", _SCHEMA),
            ("SELECT * FROM t", "42P01", "dg/r_CREATE_EXTERNAL_TABLE"),
            ("SELECT * FROM lake.nothing", "42P01", "dg/r_CREATE_EXTERNAL_TABLE"),
            ("SELECT a FROM pg_class WHERE relname = 'shape_1'", "42703", "dg/r_PG_CLASS"),
            ("CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'd' IAM_ROLE default", "42P06", _SCHEMA),
            ("CREATE EXTERNAL SCHEMA refused FROM DATA CATALOG DATABASE 'd'", "42601", _SCHEMA),
            ("CREATE EXTERNAL SCHEMA refused DATABASE 'd' IAM_ROLE default", "42601", _SCHEMA),
            ("CREATE EXTERNAL SCHEMA refused FROM DATA CATALOG IAM_ROLE default", "42601", _SCHEMA),
            ("CREATE EXTERNAL SCHEMA refused FROM DATA CATALOG DATABASE 'd' IAM_ROLE 'me'", "42601", _SCHEMA),
            (f"CREATE EXTERNAL TABLE t (a INT) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.t (a INT) {_STORED}", "42P07", _TABLE),
            (f"CREATE EXTERNAL TABLE public.t (a INT) {_STORED}", "42809", _TABLE),
            (f"CREATE EXTERNAL TABLE absent.t (a INT) {_STORED}", "3F000", _TABLE),
            (f"CREATE EXTERNAL TABLE empty.t (a INT) {_STORED}", "3D000", _TABLE),
            (f"CREATE EXTERNAL TABLE IF NOT EXISTS lake.u (a INT) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT NOT NULL) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT DEFAULT 1) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT IDENTITY(1, 1)) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT ENCODE zstd) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT, PRIMARY KEY (a)) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT) DISTKEY (a) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT) SORTKEY (a) {_STORED}", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a TIMESTAMPTZ) {_STORED}", "0A000", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a SUPER) {_STORED}", "0A000", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a TIME) {_STORED}", "0A000", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a STRING) {_STORED}", "42704", "dg/c-spectrum-troubleshooting"),
            (f'CREATE EXTERNAL TABLE lake.u (a INT, "$path" VARCHAR(9)) {_STORED}', "42701", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT) PARTITIONED BY (a INT) {_STORED}", "42701", _TABLE),
            ("CREATE EXTERNAL TABLE lake.u (a INT) LOCATION 's3://b/f/'", "42601", _TABLE),
            ("CREATE EXTERNAL TABLE lake.u (a INT) STORED AS CSV LOCATION 's3://b/f/'", "42601", _TABLE),
            ("CREATE EXTERNAL TABLE lake.u (a INT) STORED AS PARQUET", "42601", _TABLE),
            ("CREATE EXTERNAL TABLE lake.u (a INT) STORED AS PARQUET LOCATION 'b/f/'", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT) {_STORED} TABLE PROPERTIES ('numrows'='1')", "42601", _TABLE),
            (f"CREATE EXTERNAL TABLE lake.u (a INT) {_STORED} TABLE PROPERTIES ('numRows'='many')", "22023", _TABLE),
            (
                "CREATE EXTERNAL TABLE lake.u (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY '||' STORED AS TEXTFILE LOCATION 's3://b/f/'",
                "22023",
                _TABLE,
            ),
            ("ALTER TABLE lake.t ADD PARTITION (p='2024-01-31') LOCATION 's3://b/f/'", "42601", _ALTER),
            ("ALTER TABLE lake.t ADD PARTITION (p='2024-01-31', z=1) LOCATION 's3://b/f/'", "42703", _ALTER),
            ("ALTER TABLE lake.t ADD PARTITION (p='some day', q=1) LOCATION 's3://b/f/'", "22007", _ALTER),
            ("ALTER TABLE lake.t ADD PARTITION (p='2024-01-31', q=1) LOCATION 's3://b/f/'", "42710", _ALTER),
            ("ALTER TABLE lake.lines ADD PARTITION (p='2024-01-31') LOCATION 's3://b/f/'", "42809", _ALTER),
            ("ALTER TABLE sales ADD PARTITION (p='2024-01-31') LOCATION 's3://b/f/'", "42809", "dg/r_ALTER_TABLE"),
            ("DROP SCHEMA lake DROP EXTERNAL DATABASE", "2BP01", "dg/r_DROP_SCHEMA"),
        ),
    ),
)
