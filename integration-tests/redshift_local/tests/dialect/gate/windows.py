"""Window functions and QUALIFY."""

from __future__ import annotations

from .rules import Class

CLASSES: tuple[Class, ...] = (
    Class(
        "windows and QUALIFY",
        accepted=(
            ("SELECT count(*) OVER (), min(id) OVER (PARTITION BY customer) FROM sales", "dg/r_WF_COUNT"),
            (
                "SELECT sum(price) OVER (PARTITION BY customer ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM sales",
                "dg/r_WF_SUM",
            ),
            (
                "SELECT nth_value(id, 2) IGNORE NULLS OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM sales",
                "dg/r_WF_NTH",
            ),
            (
                "SELECT first_value(customer IGNORE NULLS) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales",
                "dg/r_WF_first_value",
            ),
            (
                "SELECT percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id DESC) FROM sales",
                "dg/r_WF_PERCENT_RANK",
            ),
            (
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) OVER (PARTITION BY customer) FROM sales",
                "dg/r_WF_PERCENTILE_CONT",
            ),
            ("SELECT ratio_to_report(price) OVER (PARTITION BY customer) FROM sales", "dg/r_WF_RATIO_TO_REPORT"),
            ("SELECT lag(price, 2) RESPECT NULLS OVER (ORDER BY id) FROM sales", "dg/r_WF_LAG"),
            (
                "SELECT sum(sum(price)) OVER (PARTITION BY customer) FROM sales GROUP BY customer",
                "dg/c_Window_functions",
            ),
            ("SELECT id FROM sales ORDER BY row_number() OVER (ORDER BY price)", "dg/c_Window_functions"),
            (
                "SELECT id FROM sales AS s QUALIFY row_number() OVER (PARTITION BY customer ORDER BY price) = 1",
                "dg/r_QUALIFY_clause",
            ),
            (
                "SELECT id, rank() OVER (ORDER BY price) AS r FROM sales WHERE id > 0 QUALIFY r <= 2 ORDER BY r LIMIT 1",
                "dg/r_QUALIFY_clause",
            ),
            ("SELECT stddev_pop(price) OVER (PARTITION BY customer) FROM sales", "dg/r_WF_STDDEV"),
        ),
        refused=(
            ("SELECT sum(rank() OVER (ORDER BY id)) OVER () FROM sales", "42P20", "dg/c_Window_functions"),
            ("SELECT rank() OVER (ORDER BY 1) FROM sales", "42601", "dg/c_Window_functions"),
            ("SELECT rank() OVER (PARTITION BY 'a' ORDER BY id) FROM sales", "42601", "dg/c_Window_functions"),
            ("SELECT lead(id, 1, 0) OVER (ORDER BY id) FROM sales", "42883", "dg/r_WF_LEAD"),
            ("SELECT ntile(2) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales", "42601", "dg/r_WF_NTILE"),
            ("SELECT row_number() OVER (ORDER BY id ROWS 1 PRECEDING) FROM sales", "42601", "dg/r_WF_ROW_NUMBER"),
            ("SELECT lag(id) OVER (ORDER BY id ROWS 1 PRECEDING) FROM sales", "42601", "dg/r_WF_LAG"),
            ("SELECT avg(DISTINCT price) OVER () FROM sales", "0A000", "dg/c_Window_functions"),
            ("SELECT median(price) OVER (ORDER BY id) FROM sales", "42601", "dg/r_WF_MEDIAN"),
            ("SELECT min(id) OVER (ORDER BY id) FROM sales", "42601", "dg/r_WF_MIN"),
            ("SELECT count(*) OVER (ORDER BY id) FROM sales", "42601", "dg/r_WF_COUNT"),
            (
                "SELECT last_value(id) OVER (PARTITION BY customer ORDER BY id) FROM sales",
                "42601",
                "dg/r_WF_first_value",
            ),
            (
                "SELECT sum(price) OVER (ORDER BY id ROWS id PRECEDING) FROM sales",
                "42601",
                "dg/r_Window_function_synopsis",
            ),
            ("SELECT sum(price) OVER (ROWS UNBOUNDED PRECEDING) FROM sales", "42601", "dg/r_Window_function_synopsis"),
            (
                "SELECT sum(price) OVER (ORDER BY id ROWS BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) FROM sales",
                "42601",
                "dg/r_Window_function_synopsis",
            ),
            ("SELECT sum(price) IGNORE NULLS OVER () FROM sales", "42601", "dg/c_Window_functions"),
            ("SELECT id FROM sales GROUP BY rank() OVER (ORDER BY id)", "42P20", "dg/c_Window_functions"),
            ("SELECT count(*) FROM sales HAVING rank() OVER (ORDER BY id) = 1", "42P20", "dg/c_Window_functions"),
            ("SELECT id FROM sales s QUALIFY id = 1", "42601", "dg/r_QUALIFY_clause"),
            (
                "SELECT listagg(customer) WITHIN GROUP (ORDER BY id) OVER (ORDER BY id) FROM sales",
                "42601",
                "dg/r_WF_LISTAGG",
            ),
        ),
    ),
)
