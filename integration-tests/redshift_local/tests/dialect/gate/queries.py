"""Subqueries, WITH, set operations and groups."""

from __future__ import annotations

from .rules import Class

CLASSES: tuple[Class, ...] = (
    Class(
        "GROUP BY and HAVING",
        accepted=(
            ("SELECT customer, count(*) FROM sales GROUP BY 1", "dg/r_GROUP_BY_clause"),
            ("SELECT upper(customer) AS u, count(*) FROM sales GROUP BY u", "dg/r_GROUP_BY_clause"),
            (
                "SELECT date_trunc('month', sold) AS m, sum(price) FROM sales GROUP BY date_trunc('month', sold)",
                "dg/r_GROUP_BY_clause",
            ),
            ("SELECT customer, code, sum(price) FROM sales GROUP BY ALL", "dg/r_GROUP_BY_clause"),
            (
                "SELECT customer, code, sum(price) FROM sales GROUP BY CUBE (customer, code)",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            (
                "SELECT customer, code, grouping(customer), sum(price) FROM sales GROUP BY ROLLUP (customer, code)",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            (
                "SELECT customer, code, grouping_id(customer, code) FROM sales GROUP BY GROUPING SETS ((customer, code), (code), ())",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            (
                "SELECT customer, code FROM sales GROUP BY customer, ROLLUP (code)",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            ("SELECT count(*) FROM sales HAVING count(*) > 1", "dg/r_HAVING_clause"),
            (
                "SELECT customer FROM sales GROUP BY customer HAVING sum(price) > 1 AND customer <> 'x'",
                "dg/r_HAVING_clause",
            ),
            (
                "SELECT APPROXIMATE percentile_disc(0.5) WITHIN GROUP (ORDER BY price DESC) FROM sales",
                "dg/r_APPROXIMATE_PERCENTILE_DISC",
            ),
            ("SELECT sum(DISTINCT price), avg(ALL price), count(ALL id) FROM sales", "dg/r_SUM"),
        ),
        refused=(
            ("SELECT customer, price FROM sales GROUP BY customer", "42803", "dg/r_GROUP_BY_clause"),
            (
                "SELECT customer AS c, count(*) AS n FROM sales GROUP BY customer HAVING n > 1",
                "42703",
                "dg/r_HAVING_clause",
            ),
            ("SELECT count(*) FROM sales GROUP BY sum(price)", "42803", "dg/r_GROUP_BY_clause"),
            ("SELECT count(*) FROM sales GROUP BY 'a'", "42601", "dg/r_GROUP_BY_clause"),
            ("SELECT count(*) FROM sales GROUP BY ROLLUP (1)", "42601", "dg/r_GROUP_BY_aggregation-extensions"),
            (
                "SELECT customer FROM sales GROUP BY ROLLUP (customer, customer)",
                "42601",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            (
                "SELECT count(*) FROM sales GROUP BY CUBE (id, customer, price, quantity, sold, day, paid)",
                "54001",
                "dg/r_GROUP_BY_aggregation-extensions",
            ),
            ("SELECT customer FROM sales GROUP BY DISTINCT customer", "42601", "dg/r_GROUP_BY_clause"),
            ("SELECT sum(count(*)) FROM sales", "42803", "dg/c_Aggregate_Functions"),
            ("SELECT count(DISTINCT id, price) FROM sales", "42883", "dg/r_COUNT"),
            ("SELECT count(id, price) FROM sales", "42883", "dg/r_COUNT"),
            ("SELECT sum(*) FROM sales", "42601", "dg/r_SUM"),
            ("SELECT max(paid) FROM sales", "42883", "dg/r_MAX"),
            ("SELECT sum(price ORDER BY id) FROM sales", "42601", "dg/r_SUM"),
            ("SELECT upper(DISTINCT customer) FROM sales", "42601", "dg/c_Aggregate_Functions"),
            (
                "SELECT customer FROM sales GROUP BY customer HAVING sum(price) > (SELECT 1)",
                "0A000",
                "dg/r_scalar_subqueries",
            ),
            ("SELECT skewness(price) FROM sales", "42883", "dg/c_Aggregate_Functions"),
            ("SELECT covar_pop(price, id) FROM sales", "42883", "dg/c_Aggregate_Functions"),
            ("SELECT every(paid) FROM sales", "42883", "dg/c_unsupported-postgresql-functions"),
            ("SELECT approximate count(id) FROM sales", "42601", "dg/r_COUNT"),
            ("SELECT approximate sum(id) FROM sales", "42601", "dg/r_COUNT"),
        ),
    ),
    Class(
        "correlated subqueries",
        accepted=(
            (
                "SELECT id FROM sales s WHERE price = (SELECT max(price) FROM sales t WHERE t.customer = s.customer)",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id FROM sales s WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.name = s.customer AND s.price > 1)",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id FROM sales s WHERE price IN (SELECT max(price) FROM sales t WHERE t.customer = s.customer GROUP BY code)",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id, (SELECT count(*) FROM customer c WHERE c.name = s.customer) AS n FROM sales s",
                "dg/r_correlated_subqueries",
            ),
        ),
        refused=(
            (
                "SELECT id FROM sales s WHERE EXISTS (SELECT 1 FROM customer c WHERE EXISTS (SELECT 1 FROM sales t WHERE t.id = s.id))",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT s.id FROM sales s LEFT JOIN customer c ON c.name = (SELECT max(name) FROM customer d WHERE d.name = s.customer)",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id FROM sales s WHERE quantity NOT IN (SELECT sum(id) OVER () FROM sales t WHERE t.id = s.id)",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT (SELECT count(*) FROM customer c WHERE c.name = s.customer) AS n FROM sales s GROUP BY n",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id FROM sales s WHERE id IN (SELECT sum(id) FROM sales t WHERE t.code = s.code GROUP BY customer)",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
            (
                "SELECT id FROM sales s WHERE id IN (SELECT q.id FROM (SELECT t.id FROM sales t WHERE t.code = s.code) q)",
                "0A000",
                "dg/r_correlated_subqueries",
            ),
        ),
    ),
    Class(
        "WITH",
        accepted=(
            ("WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT y FROM b", "dg/r_WITH_clause"),
            ("SELECT * FROM (WITH a AS (SELECT id FROM sales) SELECT id FROM a) q", "dg/r_WITH_clause"),
            (
                "WITH RECURSIVE n (i, t) AS (SELECT 1, 'a'::varchar(10) UNION ALL SELECT i + 1, t FROM n WHERE i < 3) SELECT * FROM n",
                "dg/r_WITH_clause",
            ),
            (
                "WITH a AS (SELECT id FROM sales) INSERT INTO sales (id) SELECT 900 FROM a WHERE id > 1000",
                "dg/r_WITH_clause",
            ),
            ("WITH a AS (SELECT 9999 AS x) UPDATE sales SET quantity = 1 FROM a WHERE id = x", "dg/r_WITH_clause"),
            ("WITH a AS (SELECT 9999 AS x) DELETE FROM sales USING a WHERE id = x", "dg/r_WITH_clause"),
            ("CREATE TEMP TABLE with_1 AS WITH a AS (SELECT 1 AS x) SELECT x FROM a", "dg/r_WITH_clause"),
        ),
        refused=(
            ("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", "42P01", "dg/r_WITH_clause"),
            (
                "WITH a AS (SELECT 1) SELECT * FROM a, (WITH b AS (WITH c AS (SELECT 1) SELECT * FROM c) SELECT * FROM b) q",
                "0A000",
                "dg/r_WITH_clause",
            ),
            (
                "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n",
                "42601",
                "dg/r_WITH_clause",
            ),
            (
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n",
                "0A000",
                "dg/r_WITH_clause",
            ),
            (
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3 LIMIT 2) SELECT * FROM n",
                "0A000",
                "dg/r_WITH_clause",
            ),
            (
                "SELECT * FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n) q",
                "0A000",
                "dg/r_WITH_clause",
            ),
            ("WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a", "42601", "dg/r_WITH_clause"),
            ("WITH a AS (INSERT INTO sales (id) VALUES (1)) SELECT 1", "42601", "dg/r_WITH_clause"),
        ),
    ),
    Class(
        "set operations",
        accepted=(
            ("SELECT id FROM sales UNION SELECT 1 INTERSECT SELECT 1 ORDER BY id", "dg/r_UNION"),
            ("SELECT id FROM sales EXCEPT (SELECT 1 UNION ALL SELECT 2)", "dg/r_UNION"),
            ("SELECT id, price FROM sales UNION ALL SELECT 1, 2 ORDER BY 2 LIMIT 1", "dg/r_UNION"),
            ("SELECT * FROM (SELECT id FROM sales LIMIT 1) UNION ALL SELECT 7", "dg/r_UNION"),
        ),
        refused=(
            ("(SELECT id FROM sales LIMIT 1) UNION ALL SELECT 7", "0A000", "dg/r_UNION"),
            ("SELECT 7 UNION ALL (SELECT id FROM sales ORDER BY id OFFSET 1)", "0A000", "dg/r_UNION"),
            ("SELECT id FROM sales UNION ALL SELECT 1, 2", "42601", "dg/r_UNION"),
            ("SELECT id FROM sales UNION DISTINCT SELECT 1", "42601", "dg/r_UNION"),
            ("SELECT id FROM sales UNION ALL SELECT DATE '2024-01-01'", "42804", "dg/r_UNION"),
            ("SELECT id FROM sales UNION SELECT 1 ORDER BY id + 1", "0A000", "dg/r_ORDER_BY_clause"),
        ),
    ),
)
