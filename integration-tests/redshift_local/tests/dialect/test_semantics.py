"""Where PostgreSQL answers otherwise: each difference with the answer that Redshift documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner


@pytest.fixture(scope="module")
def on_tables(tables: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(tables)
    run(
        "CREATE TEMP TABLE words (id INT, w VARCHAR(10), c CHAR(5))",
        "INSERT INTO words VALUES (1, 'a', 'a'), (2, 'a  ', 'a'), (3, 'b', 'b'), (4, ' a', 'c'), (5, NULL, NULL)",
        "CREATE TEMP TABLE numbers (s SMALLINT, i INT, b BIGINT, d DECIMAL(10,2), r REAL, f FLOAT8)",
        "INSERT INTO numbers VALUES (1, 1, 1, 1.25, 1.5, 1.5), (2, 2, 2, 2.25, 2.5, 2.5), (4, 4, 4, 3.25, 3.5, 3.5)",
    )
    yield run
    connection.close()


ANSWERS: tuple[tuple[str, list[tuple[Any, ...]], str], ...] = (
    ("SELECT avg(r), avg(f) FROM numbers", [(2.5, 2.5)], "dg/r_AVG"),
    ("SELECT sum(i), avg(i) FROM numbers WHERE i > 9", [(None, None)], "dg/r_SUM"),
    ("SELECT median(i) FROM numbers", [(Decimal("2"),)], "dg/r_MEDIAN"),
    ("SELECT log(100), ln(1)", [(2.0, 0.0)], "dg/r_LOG"),
    ("SELECT 'a' = 'a  ', 'a' < 'a  ', 'a  ' LIKE 'a'", [(True, False, False)], "dg/r_Character_types"),
    ("SELECT id FROM words WHERE c = 'a' ORDER BY id", [(1,), (2,)], "dg/r_Character_types"),
    ("SELECT count(*) FROM (SELECT DISTINCT w FROM words)", [(4,)], "dg/r_Character_types"),
    ("SELECT count(*) FROM (SELECT w FROM words GROUP BY w HAVING count(*) = 2)", [(1,)], "dg/r_Character_types"),
    ("SELECT 'é'::varchar(1), 'abc'::varchar(2), 'aé'::varchar(2)", [("", "ab", "a")], "dg/r_Character_types"),
    ("SELECT 'a' || NULL, 'a' || 'b'", [(None, "ab")], "dg/r_concat_op"),
    ("SELECT substring('caterpillar', -2, 6)", [("cat",)], "dg/r_SUBSTRING"),
    ("SELECT nvl(NULL, 1), nvl2(NULL, 1, 2), decode(NULL, NULL, 'n', 'x')", [(1, 2, "n")], "dg/r_DECODE_expression"),
    ("SELECT greatest(1, NULL, 3), least(2, NULL)", [(3, 2)], "dg/r_GREATEST_LEAST"),
    ("SELECT datediff(day, '2024-01-01 23:59:59'::timestamp, '2024-01-02 00:00:00'::timestamp)", [(1,)], "dg/r_DATEDIFF_function"),
    ("SELECT datediff(year, '2023-12-31'::date, '2024-01-01'::date)", [(1,)], "dg/r_DATEDIFF_function"),
    ("SELECT datediff(qtr, '1998-07-01'::date, '2024-01-01'::date)", [(102,)], "dg/r_DATEDIFF_function"),
    ("SELECT datediff(week, '2024-01-06'::date, '2024-01-07'::date)", [(1,)], "dg/r_DATEDIFF_function"),
    ("SELECT last_day('2024-02-10'::date)", [(date(2024, 2, 29),)], "dg/r_LAST_DAY"),
    ("SELECT next_day('2014-08-20'::date, 'Tuesday')", [(date(2014, 8, 26),)], "dg/r_NEXT_DAY"),
    ("SELECT date_part(dow, '2024-01-07'::date), extract(dow FROM '2024-01-07'::date)", [(0.0, 0)], "dg/r_DATE_PART_function"),
    ("SELECT date_trunc('week', '2024-01-07'::date)", [(datetime(2024, 1, 1),)], "dg/r_DATE_TRUNC"),
    ("SELECT convert_timezone('America/New_York', '2024-07-01 12:00:00'::timestamp)", [(datetime(2024, 7, 1, 8),)], "dg/CONVERT_TIMEZONE"),
    ("SELECT months_between('1969-01-18'::date, '1969-03-18'::date)", [(-2.0,)], "dg/r_MONTHS_BETWEEN_function"),
    ("SELECT regexp_substr('abc', 'x'), regexp_count('aXaY', 'a'), regexp_instr('abc', 'c')", [("", 2, 3)], "dg/REGEXP_SUBSTR"),
    ("SELECT strtol('0xf', 16), strtol('-1010', 2)", [(15, -10)], "dg/r_STRTOL"),
    ("SELECT 'it''s', 'it\\'s', 'a\\\\b'", [("it's", "it's", "a\\b")], "assumption: backslash_escapes"),
    ("SELECT is_valid_json('{}'), json_extract_path_text('{\"a\":{\"b\":\"c\"}}', 'a', 'b')", [(True, "c")], "dg/JSON_EXTRACT_PATH_TEXT"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "rows", "page"), ANSWERS, ids=[answer[0][:60] for answer in ANSWERS])
def test_answer(on_tables: Run, query: str, rows: list[tuple[Any, ...]], page: str) -> None:
    assert on_tables(query) == rows, page


ERRORS = (
    ("INSERT INTO words (w) VALUES ('12345678901')", "22001", "dg/r_Character_types"),
    ("INSERT INTO words (w) VALUES ('éééééé')", "22001", "dg/r_Character_types"),
    ("SELECT 1/0", "22012", "dg/r_numeric_computations201"),
    ("SELECT 32767::smallint + 1::smallint", "22003", "dg/r_numeric_computations201"),
    ("SELECT sum(b) FROM (SELECT 9223372036854775807 AS b UNION ALL SELECT 1)", "22003", "dg/r_SUM"),
    ("SELECT cast('12.7' AS int)", "22P02", "dg/r_CAST_function"),
    ("SELECT 12345.67::decimal(5,2)", "22003", "dg/r_numeric_computations201"),
)


@pytest.mark.parametrize(("statement", "sqlstate", "page"), ERRORS)
def test_error(on_tables: Run, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_tables(statement)
    assert caught.value.args[0]["C"] == sqlstate, page


def test_blanks_beyond_the_length_are_cut(on_tables: Run) -> None:
    assert on_tables(
        "CREATE TEMP TABLE cut (w VARCHAR(3))", "INSERT INTO cut VALUES ('ab     ')", "SELECT len(w) FROM cut"
    ) == [(3,)]


@pytest.mark.parametrize("setting", ["enable_mergejoin", "enable_hashjoin", "enable_nestloop"])
def test_trailing_blanks_in_every_kind_of_join(engine_only: RedshiftLocal, setting: str) -> None:
    """The engine's planner is steered through its configuration, since SET of its settings is refused."""
    others = {"enable_mergejoin", "enable_hashjoin", "enable_nestloop"} - {setting}
    connection, run = runner(engine_only, database="dev")
    try:
        run("CREATE TEMP TABLE blanks (w VARCHAR(10))", "INSERT INTO blanks VALUES ('x'), ('x '), ('x   '), ('y')")
        services = engine_only._stack._services
        assert services is not None
        # A join between a table and itself, in the engine, as its superuser, with one join method left.
        statements = "; ".join(f"SET {other} TO off" for other in others)
        result = engine_only._stack.run(
            services.admin_fetch(
                "dev",
                statements + "; WITH b (w) AS (VALUES ('x'::varchar), ('x '), ('x   '), ('y')) "
                "SELECT count(*) FROM (SELECT w FROM b OFFSET 0) a JOIN (SELECT w FROM b OFFSET 0) c ON a.w = c.w; RESET ALL",
            )
        )
        assert result.rows == [("10",)]
        assert run("SELECT count(*) FROM blanks a JOIN blanks b ON a.w = b.w") == [(10,)]
    finally:
        connection.close()


def test_long_names_up_to_127_bytes(on_tables: Run) -> None:
    name = "c" * 100
    longer = "d" * 130
    on_tables(f"CREATE TEMP TABLE long_names ({name} INT, {longer} INT)", "INSERT INTO long_names VALUES (1, 2)")
    assert on_tables(f"SELECT {name}, {'d' * 127} FROM long_names") == [(1, 2)]


def test_identifiers_keep_their_case_when_asked(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("SET enable_case_sensitive_identifier TO true", 'CREATE TEMP TABLE mixed ("Aa" INT, "aa" INT)')
    cursor = connection.cursor()
    cursor.execute('SELECT "Aa", aa FROM mixed')
    assert [column[0] for column in cursor.description] == ["Aa", "aa"]
    run("RESET enable_case_sensitive_identifier")
    with pytest.raises(DriverError):
        run('SELECT "Aa" FROM mixed WHERE "Aa" = "AA" AND "nope" = 1')
    connection.close()


def test_truncate_commits(engine_only: RedshiftLocal) -> None:
    connection, run = runner(engine_only)
    run("CREATE TABLE truncated (a INT)", "INSERT INTO truncated VALUES (1)")
    run("BEGIN", "TRUNCATE truncated", "ROLLBACK")
    assert run("SELECT count(*) FROM truncated") == [(0,)]
    run("DROP TABLE truncated")
    connection.close()


def test_primary_keys_are_not_enforced(on_tables: Run) -> None:
    on_tables("CREATE TEMP TABLE keyed (a INT PRIMARY KEY)", "INSERT INTO keyed VALUES (1), (1)")
    with pytest.raises(DriverError) as caught:
        on_tables("INSERT INTO keyed VALUES (NULL)")
    assert caught.value.args[0]["C"] == "23502"


def test_identity_counts_from_seed_by_step(on_tables: Run) -> None:
    on_tables("CREATE TEMP TABLE counted (a INT IDENTITY(10, 5), b INT)", "INSERT INTO counted (b) VALUES (1), (2)")
    assert on_tables("SELECT a FROM counted ORDER BY a") == [(10,), (15,)]


def test_table_attributes_are_shown_again(on_tables: Run) -> None:
    on_tables("CREATE TABLE attributed (a INT ENCODE delta, b VARCHAR(9)) DISTKEY(a) SORTKEY(b)")
    try:
        shown = on_tables("SHOW COLUMNS FROM TABLE dev.public.attributed")
        assert [(row[3], row[13], row[14], row[15]) for row in shown] == [("a", 0, 1, "delta"), ("b", 1, 0, "none")]
        assert on_tables("SHOW TABLES FROM SCHEMA dev.public LIKE 'attr%'")[0][9] == "KEY(a)"
        assert on_tables("SELECT \"column\", type FROM pg_table_def WHERE tablename = 'attributed'") == [
            ("a", "integer"),
            ("b", "character varying(9)"),
        ]
    finally:
        on_tables("DROP TABLE attributed")


def test_explain_speaks_redshift(on_tables: Run) -> None:
    plan = on_tables("EXPLAIN SELECT * FROM sales")
    assert plan[0][0].startswith("XN Seq Scan on sales  (cost=")


def test_both_readings_of_a_backslash() -> None:
    import redshift_local

    with redshift_local.start(storage=False, backslash_escapes=False) as local:
        connection, run = runner(local)
        assert run(r"SELECT 'a\b', 'c:\'") == [("a\\b", "c:\\")]
        connection.close()
