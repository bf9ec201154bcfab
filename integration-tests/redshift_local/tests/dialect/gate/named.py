"""The rules that generated SQL meets most often, one class for each."""

from __future__ import annotations

from .rules import Class

_FRAMES = "dg/r_Window_function_synopsis"
_WINDOWS = "dg/c_Window_functions"
_LEADER = "dg/c_SQL_functions_leader_node_only"
_COMPUTE = "dg/c_SQL_functions_compute_node_only"
_FEATURES = "dg/c_unsupported-postgresql-features"

CLASSES: tuple[Class, ...] = (
    Class(
        "window frames",
        accepted=(
            ("SELECT sum(price) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales", _FRAMES),
            ("SELECT max(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING) FROM sales", _FRAMES),
            ("SELECT sum(price) OVER () FROM sales", _WINDOWS),
        ),
        refused=(
            ("SELECT sum(price) OVER (ORDER BY id) FROM sales", "42601", _WINDOWS),
            ("SELECT avg(price) OVER (PARTITION BY code ORDER BY id) FROM sales", "42601", _WINDOWS),
            ("SELECT stddev(price) OVER (ORDER BY id) FROM sales", "42601", _WINDOWS),
            ("SELECT nth_value(id, 2) OVER (ORDER BY id) FROM sales", "42601", "dg/r_WF_NTH"),
            (
                "SELECT sum(price) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM sales",
                "0A000",
                _WINDOWS,
            ),
            ("SELECT first_value(id) OVER (ORDER BY id RANGE UNBOUNDED PRECEDING) FROM sales", "0A000", _WINDOWS),
            (
                "SELECT sum(price) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM sales",
                "0A000",
                _WINDOWS,
            ),
            (
                "SELECT sum(price) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) FROM sales",
                "0A000",
                _WINDOWS,
            ),
            (
                "SELECT dense_rank() OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales",
                "42601",
                "dg/r_WF_DENSE_RANK",
            ),
        ),
    ),
    Class(
        "DISTINCT in windows",
        accepted=(("SELECT count(DISTINCT customer) FROM sales", "dg/r_COUNT"),),
        refused=(
            ("SELECT count(DISTINCT customer) OVER (PARTITION BY code) FROM sales", "0A000", _WINDOWS),
            ("SELECT sum(DISTINCT price) OVER () FROM sales", "0A000", _WINDOWS),
        ),
    ),
    Class(
        "FILTER",
        accepted=(("SELECT sum(CASE WHEN paid THEN price END) FROM sales", "dg/r_CASE_function"),),
        refused=(
            ("SELECT sum(price) FILTER (WHERE paid) FROM sales", "0A000", "dg/c_Aggregate_Functions"),
            ("SELECT count(*) FILTER (WHERE paid) OVER () FROM sales", "0A000", "dg/c_Aggregate_Functions"),
            (
                "SELECT code FROM sales GROUP BY code HAVING count(*) FILTER (WHERE paid) > 1",
                "0A000",
                "dg/r_HAVING_clause",
            ),
        ),
    ),
    Class(
        "LATERAL",
        refused=(
            ("SELECT * FROM sales s CROSS JOIN LATERAL (SELECT 1) q", "0A000", "dg/r_FROM_clause30"),
            ("SELECT * FROM sales s LEFT JOIN LATERAL (SELECT s.id) q ON true", "0A000", "dg/r_FROM_clause30"),
        ),
    ),
    Class(
        "EXCEPT ALL, INTERSECT ALL, MINUS ALL",
        accepted=(("SELECT id FROM sales MINUS SELECT 1", "dg/r_UNION"),),
        refused=(
            ("SELECT id FROM sales EXCEPT ALL SELECT 2", "0A000", "dg/r_UNION"),
            ("SELECT id FROM sales INTERSECT ALL SELECT 2", "0A000", "dg/r_UNION"),
            ("SELECT id FROM sales MINUS ALL SELECT 2", "0A000", "dg/r_UNION"),
            ("SELECT * FROM (SELECT 1 EXCEPT ALL SELECT 2) q", "0A000", "dg/r_UNION"),
        ),
    ),
    Class(
        "VALUES as a table",
        accepted=(("INSERT INTO customer (name) SELECT 'v' WHERE 1 = 0", "dg/r_INSERT_30"),),
        refused=(
            ("VALUES (1), (2)", "0A000", _FEATURES),
            ("SELECT * FROM (VALUES (1), (2)) AS v(a)", "0A000", _FEATURES),
            ("SELECT id FROM sales WHERE id IN (VALUES (1))", "0A000", _FEATURES),
            ("WITH v (a) AS (VALUES (1)) SELECT a FROM v", "0A000", _FEATURES),
        ),
    ),
    Class(
        "WITH inside WITH",
        accepted=(("WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b", "dg/r_WITH_clause"),),
        refused=(
            ("WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT x FROM a", "0A000", "dg/r_WITH_clause"),
            (
                "CREATE TEMP TABLE nested AS WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT x FROM a",
                "0A000",
                "dg/r_WITH_clause",
            ),
        ),
    ),
    Class(
        "leader-node-only functions and tables",
        accepted=(
            ("SELECT now(), current_timestamp, version(), current_schema()", _LEADER),
            ("SELECT relname FROM pg_class WHERE has_table_privilege('awsuser', oid, 'SELECT') LIMIT 1", _LEADER),
            ("SELECT getdate(), sysdate, current_date FROM sales", "dg/Date_functions_header"),
            (
                "SELECT (pg_catalog.current_schemas(true))[1] FROM pg_namespace LIMIT 1",
                "dg/c_sql-functions-leader-node",
            ),
        ),
        refused=(
            ("SELECT now() FROM sales", "0A000", _LEADER),
            ("SELECT id FROM sales WHERE sold < current_timestamp", "0A000", _LEADER),
            ("SELECT id FROM sales WHERE sold < (SELECT now())", "0A000", _LEADER),
            ("INSERT INTO sales (id) SELECT 1 FROM customer WHERE version() IS NULL", "0A000", _LEADER),
            ("CREATE TEMP TABLE led AS SELECT current_schema() AS s, id FROM sales", "0A000", _LEADER),
            ("UPDATE sales SET sold = now()", "0A000", _LEADER),
            ("DELETE FROM sales WHERE has_table_privilege('awsuser', 'sales', 'SELECT')", "0A000", _LEADER),
            ("SELECT format_type(id, NULL) FROM sales", "0A000", "dg/c_sql-functions-leader-node"),
            ("SELECT * FROM sales, generate_series(1, 3) n (i)", "42883", "dg/c_unsupported-postgresql-functions"),
            ("SELECT isnull(id, 1) FROM sales", "42883", "dg/c_SQL_functions"),
            ("SELECT array_upper(current_schemas(true), 1)", "42883", _FEATURES),
        ),
    ),
    Class(
        "compute-node-only functions without a table",
        accepted=(("SELECT listagg(customer) FROM sales", _COMPUTE),),
        refused=(
            ("SELECT listagg('a')", "0A000", _COMPUTE),
            ("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY 1)", "0A000", _COMPUTE),
            ("SELECT approximate count(DISTINCT 1)", "0A000", _COMPUTE),
        ),
    ),
    Class(
        "rights",
        accepted=(
            ("GRANT SELECT (id, price), UPDATE (price) ON sales TO PUBLIC", "dg/r_GRANT"),
            ("REVOKE SELECT (id, price), UPDATE (price) ON sales FROM PUBLIC", "dg/r_REVOKE"),
            ("SHOW COLUMN GRANTS ON TABLE public.sales", "dg/r_SHOW_GRANTS"),
            ("GRANT ALL PRIVILEGES ON sales TO PUBLIC", "dg/r_GRANT"),
            ("REVOKE ALL ON sales FROM PUBLIC", "dg/r_REVOKE"),
        ),
        refused=(
            ("GRANT INSERT (id) ON sales TO PUBLIC", "42601", "dg/r_GRANT"),
            ("GRANT SELECT (nothing) ON sales TO PUBLIC", "42703", "dg/r_GRANT"),
            ("GRANT TRIGGER ON sales TO PUBLIC", "42601", "dg/r_GRANT"),
            ("GRANT SELECT ON sales TO nobody_at_all", "42704", "dg/r_GRANT"),
        ),
    ),
)
