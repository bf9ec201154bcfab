"""What stands in FROM."""

from __future__ import annotations

from .rules import Class

_ACROSS = "dg/cross-database_usage"
_NOT_ACROSS = "dg/cross-database_limitation"
_PIVOT = "dg/r_FROM_clause-pivot-unpivot-examples"

CLASSES: tuple[Class, ...] = (
    Class(
        "FROM and joins",
        accepted=(
            ("SELECT count(*) FROM sales, customer", "dg/r_FROM_clause30"),
            ("SELECT count(*) FROM sales INNER JOIN customer ON customer = name", "dg/r_FROM_clause30"),
            ("SELECT count(*) FROM sales RIGHT OUTER JOIN customer ON customer = name", "dg/r_FROM_clause30"),
            ("SELECT count(*) FROM sales a JOIN sales b USING (id)", "dg/r_FROM_clause30"),
            ("SELECT count(*) FROM sales a JOIN sales b USING (id, customer)", "dg/r_FROM_clause30"),
            ("SELECT count(*) FROM sales a NATURAL JOIN sales b", "dg/r_FROM_clause30"),
            (
                "SELECT count(*) FROM sales a JOIN (customer b JOIN customer c ON b.name = c.name) ON a.customer = b.name",
                "dg/r_FROM_clause30",
            ),
            ("SELECT count(*) FROM dev.public.sales", "dg/cross-database_usage"),
            ("SELECT public.sales.id FROM public.sales", "dg/r_FROM_clause30"),
            ("SELECT q.a, q.b FROM (SELECT id, price FROM sales) AS q (a, b)", "dg/r_FROM_clause30"),
            ("SELECT c.name, v FROM customer c, c.extra AS v", "dg/query-super"),
            ("SELECT c.name, v, i FROM customer AS c, c.extra.list AS v AT i", "dg/query-super"),
            ("SELECT c.name, k, v FROM customer c, UNPIVOT c.extra AS v AT k", "dg/query-super"),
            ("SELECT c.extra.a, c.extra.b[0], c.extra.b[0].c, extra.d FROM customer c", "dg/query-super"),
        ),
        refused=(
            ("SELECT * FROM sales JOIN customer", "42601", "dg/r_FROM_clause30"),
            ("SELECT * FROM sales LEFT SEMI JOIN customer ON true", "42601", "dg/r_FROM_clause30"),
            ("SELECT * FROM sales LEFT ANTI JOIN customer ON true", "42601", "dg/r_FROM_clause30"),
            ("SELECT * FROM sales CROSS JOIN customer ON true", "42601", "dg/r_FROM_clause30"),
            (
                "SELECT * FROM sales, LATERAL (SELECT name FROM customer WHERE name = sales.customer) q",
                "0A000",
                "dg/r_FROM_clause30",
            ),
            (
                "SELECT * FROM sales, (SELECT name FROM customer WHERE name = sales.customer) q",
                "42P01",
                "dg/r_FROM_clause30",
            ),
            ("SELECT * FROM unnest(ARRAY[1])", "0A000", "dg/c_unsupported-postgresql-features"),
            ("SELECT * FROM json_each('{}')", "42883", "dg/c_unsupported-postgresql-features"),
            ("SELECT * FROM upper('a')", "42883", "dg/c_unsupported-postgresql-features"),
            ("SELECT * FROM sales TABLESAMPLE SYSTEM (1)", "42601", "dg/r_FROM_clause30"),
            ("SELECT * FROM sales s (a, b) WITH ORDINALITY", "42601", "dg/r_FROM_clause30"),
            ("SELECT name.first FROM customer", "42P01", "dg/query-super"),
            ("SELECT id[0] FROM sales", "42804", "dg/query-super"),
            (
                "SELECT * FROM customer c, c.extra v FULL JOIN sales s ON s.customer = c.name",
                "0A000",
                "dg/limitations-super",
            ),
        ),
    ),
    Class(
        "names with another database",
        accepted=(
            ("SELECT * FROM elsewhere.public.sales", _ACROSS),
            ('SELECT "elsewhere"."public"."sales".id, public.sales.customer FROM elsewhere.public.sales', _ACROSS),
            ("SELECT sales.*, public.sales.extra.a[0] FROM elsewhere.public.sales", _ACROSS),
            ("SELECT s.id FROM sales s JOIN elsewhere.public.sales f ON s.id = f.id", _ACROSS),
            ("SELECT id FROM sales WHERE id IN (SELECT id FROM elsewhere.public.seen)", _ACROSS),
            ("WITH f AS (SELECT id FROM elsewhere.public.sales) SELECT * FROM f", _ACROSS),
            ("SELECT a FROM elsewhere.public.sales f, f.extra.a AS a", _ACROSS),
            ("EXPLAIN SELECT count(*) FROM elsewhere.public.sales", _ACROSS),
            ("CREATE TABLE far AS SELECT * FROM elsewhere.public.sales", _ACROSS),
            ("INSERT INTO far SELECT * FROM elsewhere.public.sales", _ACROSS),
            ("UPDATE far SET customer = f.customer FROM elsewhere.public.sales f WHERE far.id = f.id", _ACROSS),
            ("DELETE FROM far USING elsewhere.public.sales f WHERE far.id = f.id", _ACROSS),
            (
                "MERGE INTO far USING elsewhere.public.sales f ON far.id = f.id WHEN MATCHED THEN DELETE "
                "WHEN NOT MATCHED THEN INSERT VALUES (f.id, f.customer, f.extra)",
                _ACROSS,
            ),
            ("DROP TABLE far", _ACROSS),
            ("CREATE VIEW far AS SELECT id FROM elsewhere.public.sales WITH NO SCHEMA BINDING", _NOT_ACROSS),
            ("SELECT f.id FROM far f", _NOT_ACROSS),
            ("DROP VIEW far", _NOT_ACROSS),
        ),
        refused=(
            ("SELECT * FROM nowhere.public.sales", "3D000", _ACROSS),
            ("SELECT * FROM rs_template.public.sales", "3D000", _ACROSS),
            ("SELECT * FROM elsewhere.public.nothing", "42P01", _ACROSS),
            ("SELECT * FROM elsewhere.nothing.sales", "42P01", _ACROSS),
            ("SELECT nothing FROM elsewhere.public.sales", "42703", _ACROSS),
            ("SELECT * FROM elsewhere.pg_catalog.pg_class", "0A000", _ACROSS),
            ("SELECT * FROM elsewhere.information_schema.tables", "0A000", _ACROSS),
            ("SELECT * FROM elsewhere.public.mixed", "0A000", _NOT_ACROSS),
            ("CREATE VIEW far AS SELECT id FROM elsewhere.public.sales", "0A000", _NOT_ACROSS),
        ),
    ),
    Class(
        "the outer join operator (+)",
        accepted=(
            ("SELECT s.id, c.city FROM sales s, customer c WHERE s.customer = c.name (+)", "dg/r_WHERE_oracle_outer"),
            ("SELECT count(*) FROM sales a, sales b WHERE a.id(+) = b.quantity", "dg/r_WHERE_oracle_outer"),
            (
                "SELECT * FROM sales a, sales b WHERE a.id > b.id(+) AND a.customer = b.customer(+)",
                "dg/r_WHERE_oracle_outer",
            ),
            ("SELECT count(*) FROM sales a, sales b WHERE a.id(+) * 10 = b.id", "dg/r_WHERE_oracle_outer"),
            (
                "SELECT s.id FROM sales s, customer c WHERE s.customer = c.name(+) AND city(+) = 'x'",
                "dg/r_WHERE_oracle_outer",
            ),
        ),
        refused=(
            ("SELECT count(*) FROM sales a, sales b WHERE a.id*10(+) = b.id", "42601", "dg/r_WHERE_oracle_outer"),
            ("SELECT id(+) FROM sales", "0A000", "dg/r_WHERE_oracle_outer"),
            ("SELECT count(*) FROM sales a JOIN sales b ON a.id = b.id(+)", "0A000", "dg/r_WHERE_oracle_outer"),
            (
                "SELECT count(*) FROM sales a JOIN sales b ON a.id = b.id, customer c WHERE c.name(+) = a.customer",
                "0A000",
                "dg/r_WHERE_oracle_outer",
            ),
            (
                "SELECT count(*) FROM sales s, customer c WHERE s.customer(+) = c.name OR s.id = 0",
                "0A000",
                "dg/r_WHERE_oracle_outer",
            ),
            (
                "SELECT count(*) FROM sales s, customer c WHERE c.name IN (s.customer(+))",
                "0A000",
                "dg/r_WHERE_oracle_outer",
            ),
            (
                "SELECT count(*) FROM sales s, customer c, sales t WHERE s.customer(+) = c.name AND s.id(+) = t.id",
                "0A000",
                "dg/r_WHERE_oracle_outer",
            ),
            ("SELECT count(*) FROM sales a, sales b WHERE a.id(+) = b.id(+)", "0A000", "dg/r_WHERE_oracle_outer"),
            (
                "SELECT count(*) FROM sales s, (SELECT name FROM customer) q WHERE s.customer = q.name(+)",
                "0A000",
                "dg/r_WHERE_oracle_outer",
            ),
            ("DELETE FROM sales USING customer c WHERE sales.customer = c.name(+)", "0A000", "dg/r_WHERE_oracle_outer"),
        ),
    ),
    Class(
        "START WITH and CONNECT BY",
        accepted=(
            (
                "SELECT id, LEVEL FROM sales START WITH id = 1 CONNECT BY PRIOR id = quantity AND id > PRIOR id",
                "dg/r_CONNECT_BY_clause",
            ),
            ("SELECT id FROM sales CONNECT BY id > PRIOR id START WITH id = 1", "dg/r_CONNECT_BY_clause"),
            (
                'SELECT count(*) FROM sales "start" WHERE level < 3 CONNECT BY quantity > PRIOR id + 10',
                "dg/r_CONNECT_BY_clause",
            ),
            ("SELECT count(*) FROM sales AS connect CONNECT BY PRIOR id < id", "dg/r_CONNECT_BY_clause"),
        ),
        refused=(
            ("SELECT id FROM sales START WITH id = 1", "42601", "dg/r_CONNECT_BY_clause"),
            ("SELECT id FROM sales CONNECT BY id = quantity", "42601", "dg/r_CONNECT_BY_clause"),
            ("SELECT id FROM sales CONNECT BY NOCYCLE PRIOR id = quantity", "42601", "dg/r_CONNECT_BY_clause"),
            (
                "SELECT id FROM sales CONNECT BY PRIOR id = quantity ORDER SIBLINGS BY id",
                "42601",
                "dg/r_CONNECT_BY_clause",
            ),
            ("SELECT PRIOR id FROM sales", "42601", "dg/r_CONNECT_BY_clause"),
            ("SELECT level FROM sales", "42703", "dg/r_CONNECT_BY_clause"),
        ),
    ),
    Class(
        "PIVOT, UNPIVOT and UNNEST",
        accepted=(
            ("SELECT * FROM sales PIVOT (sum(price) FOR customer IN ('ann', 'bob' AS b))", _PIVOT),
            (
                "SELECT q.x_n FROM (SELECT id, code FROM sales) PIVOT (count(*) AS n FOR code IN ('ab' x, NULL)) AS q",
                _PIVOT,
            ),
            ("WITH q AS (SELECT id, code FROM sales) SELECT * FROM q PIVOT (max(id) FOR code IN ('ab'))", _PIVOT),
            ("SELECT * FROM sales UNPIVOT (v FOR n IN (price, quantity AS q))", _PIVOT),
            ("SELECT u.v FROM sales s UNPIVOT INCLUDE NULLS (v FOR n IN (price, quantity)) AS u", _PIVOT),
            ("SELECT c.name, u.v FROM customer c, UNNEST(c.extra.list) AS u(v)", "dg/r_FROM_clause-unnest-examples"),
            (
                "SELECT u.v, u.offset_col FROM customer c, UNNEST(c.extra) WITH OFFSET u (v)",
                "dg/r_FROM_clause-unnest-examples",
            ),
        ),
        refused=(
            ("SELECT * FROM sales PIVOT (sum(price) + 1 FOR customer IN ('ann'))", "0A000", _PIVOT),
            ("SELECT * FROM sales PIVOT (median(price) FOR customer IN ('ann'))", "0A000", _PIVOT),
            ("SELECT * FROM sales PIVOT (sum(price) FOR customer IN (code))", "0A000", _PIVOT),
            ("SELECT * FROM sales PIVOT (sum(price) FOR customer IN ((SELECT 'ann')))", "0A000", _PIVOT),
            ("SELECT * FROM sales PIVOT (sum(price) FOR nothing IN ('ann'))", "42703", _PIVOT),
            ("SELECT * FROM (sales a JOIN sales b ON a.id = b.id) PIVOT (count(*) FOR a IN (1))", "0A000", _PIVOT),
            (
                "SELECT * FROM sales PIVOT (sum(price) FOR customer IN ('ann')) PIVOT (count(*) FOR code IN ('ab'))",
                "0A000",
                _PIVOT,
            ),
            (
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n UNPIVOT (v FOR k IN (i))",
                "0A000",
                _PIVOT,
            ),
            ("SELECT * FROM sales UNPIVOT (v FOR n IN (price + 1))", "0A000", _PIVOT),
            ("SELECT * FROM sales UNPIVOT (v FOR n IN (nothing))", "42703", _PIVOT),
            ("SELECT * FROM sales UNPIVOT (v FOR n IN (price, customer))", "42804", _PIVOT),
            ("SELECT u.v FROM sales s, UNNEST(s.id) AS u(v)", "42804", "dg/r_FROM_clause-unnest-examples"),
            ("SELECT u FROM customer c, UNNEST(c.extra) AS u", "42601", "dg/r_FROM_clause-unnest-examples"),
        ),
    ),
)
