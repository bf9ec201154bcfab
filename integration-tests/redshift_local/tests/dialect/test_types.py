"""Types of expressions: DECIMAL rules, strings against numbers, dates, SUPER, VARBYTE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner


@pytest.fixture(scope="module")
def on_types(engine_only: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(engine_only)
    run(
        "CREATE TEMP TABLE t (id INT, p DECIMAL(8,2), q DECIMAL(8,2), w DECIMAL(38,20), s SMALLINT, b BIGINT, r REAL, f FLOAT8, "
        "v VARCHAR(10), d DATE, ts TIMESTAMP, x SUPER, y VARBYTE(8), n DECIMAL(10,0))",
        "INSERT INTO t VALUES (1, 10.55, 3.33, 1.5, 2, 9000000000, 1.5, 2.5, '01', '2024-01-31', '2024-01-31 10:00:00', "
        'JSON_PARSE(\'{"a": {"b": [1, "two", null]}, "n": 5, "s": "x "}\'), \'abc\', 7)',
    )
    run(
        "CREATE TEMP TABLE narrow (c CHAR(4), g CHAR(4), d DECIMAL(19,0), e DECIMAL(19,18))",
        "INSERT INTO narrow VALUES ('ab', 'a', 9223372036854775807, 9.2)",
    )
    yield run
    connection.close()


# The described type of a DECIMAL is asked for through CREATE TABLE AS, which keeps it.
TYPES: tuple[tuple[str, str, str], ...] = (
    ("p + q", "numeric(9,2)", "dg/r_numeric_computations201"),
    ("p - s", "numeric(9,2)", "dg/r_numeric_computations201"),
    ("p * q", "numeric(17,4)", "dg/r_numeric_computations201"),
    ("p / q", "numeric(17,9)", "dg/r_numeric_computations201"),
    ("p * s", "numeric(14,2)", "dg/r_numeric_computations201"),
    ("p * b", "numeric(28,2)", "dg/r_numeric_computations201"),
    ("w / w", "numeric(38,4)", "dg/r_numeric_computations201"),
    ("1 / w", "numeric(38,8)", "dg/r_numeric_computations201"),
    ("-p", "numeric(8,2)", "dg/r_numeric_computations201"),
    ("w + w", "numeric(38,20)", "dg/r_numeric_computations201"),
    ("s + s", "smallint", "dg/r_numeric_computations201"),
    ("s * id", "integer", "dg/r_numeric_computations201"),
    ("p + r", "double precision", "dg/r_numeric_computations201"),
    ("id + f", "double precision", "dg/r_numeric_computations201"),
    ("sum(p)", "numeric(38,2)", "dg/r_SUM"),
    ("sum(s)", "bigint", "dg/r_SUM"),
    ("sum(r)", "double precision", "dg/r_SUM"),
    ("avg(p)", "numeric(38,2)", "dg/r_AVG"),
    ("avg(id)", "bigint", "dg/r_AVG"),
    ("sum(b) OVER ()", "numeric(38,0)", "dg/r_WF_SUM"),
    ("max(p)", "numeric(8,2)", "dg/r_MAX"),
    ("count(*)", "bigint", "dg/r_COUNT"),
    ("stddev_samp(p)", "double precision", "dg/r_STDDEV_functions"),
    ("coalesce(p, n)", "numeric(12,2)", "dg/r_numeric_computations201"),
    ("CASE WHEN id = 1 THEN p ELSE 1 END", "numeric(12,2)", "dg/r_numeric_computations201"),
    ("nvl(w, p)", "numeric(38,20)", "dg/r_numeric_computations201"),
    ("round(p, 1)", "numeric(8,2)", "dg/r_ROUND"),
    ("ceil(p)", "numeric(8,2)", "dg/r_CEILING_FLOOR"),
    ("sign(p)", "numeric(1,0)", "dg/r_SIGN"),
    ("floor(id)", "integer", "dg/r_CEILING_FLOOR"),
    ("power(p, 2)", "double precision", "dg/r_POWER"),
    ("sqrt(id)", "double precision", "dg/r_SQRT"),
    ("id / 2", "integer", "dg/r_numeric_computations201"),
    ("len(v)", "integer", "dg/r_LEN"),
    ("v || 'a'", "character varying(65535)", "dg/r_concat_op"),
    ("datediff(day, d, ts)", "bigint", "dg/r_DATEDIFF_function"),
    ("dateadd(day, 1, d)", "timestamp without time zone", "dg/r_DATEADD_function"),
    ("date_trunc('month', d)", "timestamp without time zone", "dg/r_DATE_TRUNC"),
    ("add_months(d, 1)", "timestamp without time zone", "dg/r_ADD_MONTHS"),
    ("last_day(ts)", "date", "dg/r_LAST_DAY"),
    ("extract(year FROM d)", "integer", "dg/r_EXTRACT_function"),
    ("date_part(year, d)", "double precision", "dg/r_DATE_PART_function"),
    ("months_between(d, ts)", "double precision", "dg/r_MONTHS_BETWEEN_function"),
    ("d + INTERVAL '1' MONTH", "date", "dg/r_interval_data_types"),
    ("d + INTERVAL '1' DAY", "timestamp without time zone", "dg/r_interval_data_types"),
    ("x.a.b[0]", "super", "dg/query-super"),
    ("y || y", "binary varying", "dg/r_VARBYTE_OPERATORS"),
    ("12345678901", "bigint", "dg/r_numeric_literals201"),
    ("1.50", "numeric(3,2)", "assumption"),
    ("1e3", "double precision", "assumption"),
)


@pytest.mark.parametrize(("expression", "expected", "page"), TYPES, ids=[case[0] for case in TYPES])
def test_type(on_types: Run, expression: str, expected: str, page: str) -> None:
    on_types(f"CREATE TABLE typed AS SELECT {expression} AS c FROM t")
    try:
        assert on_types("SELECT type FROM pg_table_def WHERE tablename = 'typed'") == [(expected,)], page
    finally:
        on_types("DROP TABLE typed")


def test_the_types_of_a_union(on_types: Run) -> None:
    """The example of dg/r_numeric_computations201: DECIMAL(7,2) and DECIMAL(15,3) give DECIMAL(15,3)."""
    on_types(
        "CREATE TEMP TABLE dec1 (c1 DECIMAL(7,2))",
        "CREATE TEMP TABLE dec2 (c1 DECIMAL(15,3))",
        "CREATE TABLE dec3 AS SELECT * FROM dec1 UNION SELECT * FROM dec2",
    )
    assert on_types("SELECT type FROM pg_table_def WHERE tablename = 'dec3'") == [("numeric(15,3)",)]
    on_types("DROP TABLE dec3")


ANSWERS: tuple[tuple[str, list[tuple[Any, ...]], str], ...] = (
    ("SELECT p / q, id / 2, 7 / 2, -7 / 2 FROM t", [(Decimal("3.168168168"), 0, 3, -3)], "dg/r_numeric_computations201"),
    ("SELECT p::DECIMAL(8,1), 10.55::DECIMAL(8,1), cast(109.652 AS DECIMAL(4,1)) FROM t", [(Decimal("10.5"), Decimal("10.6"), Decimal("109.7"))], "dg/r_Numeric_types201"),
    ("SELECT avg(c) FROM (SELECT 1.11 AS c UNION ALL SELECT 1.12 UNION ALL SELECT 1.12)", [(Decimal("1.11"),)], "assumption"),
    ("SELECT CAST(1 AS DECIMAL(38, 20)) / (1 / CAST(10 AS DECIMAL(38, 20)))", [(Decimal(10),)], "dg/r_numeric_computations201"),
    ("SELECT count(*) FROM t WHERE id = v", [(0,)], "dg/c_Supported_data_types"),
    ("SELECT count(*) FROM t WHERE id = '01'", [(0,)], "dg/c_Supported_data_types"),
    ("SELECT count(*) FROM t WHERE id IN ('1', '2')", [(1,)], "dg/c_Supported_data_types"),
    ("SELECT count(*) FROM t WHERE n = '07'", [(1,)], "dg/c_Supported_data_types"),
    ("SELECT upper(id), substring(ts, 1, 10), len(p), id || v FROM t", [("1", "2024-01-31", 5, "101")], "dg/r_SUBSTRING"),
    ("SELECT d + INTERVAL '1' MONTH, d + 1, d - DATE '2024-01-01', d + TIME '10:00' FROM t", [(date(2024, 2, 29), date(2024, 2, 1), 30, datetime(2024, 1, 31, 10))], "dg/r_interval_data_types"),
    ("SELECT x.a.b[0], x.a.b[1], x.a.b[9], x.none.of.it, x.n.deeper FROM t", [("1", '"two"', None, None, None)], "dg/query-super"),
    ("SELECT x.n = 5, x.n > 4, x.n = 'five', x.n < 'five', x.s = 'x' FROM t", [(True, True, False, None, True)], "dg/query-super"),
    ("SELECT x.n + 1, x.n::INT * 2, x.a::VARCHAR, x.a.b[1]::VARCHAR, x.a.b[1]::INT FROM t", [("6", 10, None, "two", None)], "dg/super-configurations"),
    ("SELECT e, i FROM t, t.x.a.b AS e AT i ORDER BY i", [("1", 0), ('"two"', 1), ("null", 2)], "dg/query-super"),
    ("SELECT k, json_typeof(w) FROM t, UNPIVOT t.x AS w AT k ORDER BY k", [("a", "object"), ("n", "number"), ("s", "string")], "dg/query-super"),
    ("SELECT count(*) FROM t, t.x.n AS e", [(0,)], "dg/query-super"),
    ("SELECT x FROM t", [('{"a":{"b":[1,"two",null]},"n":5,"s":"x "}',)], "dg/r_SUPER_type"),
    ("SELECT y, to_hex(y), substring(y, 2, 1)::VARCHAR, len(y), from_varbyte(y, 'utf-8') FROM t", [("abc", "616263", "b", 3, "abc")], "dg/r_VARBYTE_type"),
    ("SELECT try_cast('12' AS INT), try_cast('x' AS INT), try_cast('2024-02-30' AS DATE), try_cast(p AS SMALLINT) FROM t", [(12, None, None, 11)], "dg/r_TRY_CAST"),
    ("SELECT '10:00'::TIME + INTERVAL '1' HOUR, extract(hour FROM '10:30'::TIME)", [(time(11), 10)], "dg/r_Datetime_types"),
    ("SELECT id AS a, a + 1 AS a2, a2 * 2 AS a4 FROM t WHERE a4 > 3", [(1, 2, 4)], "dg/r_SELECT_list"),
    ("SELECT id AS v, v AS u FROM t", [(1, "01")], "dg/r_SELECT_list"),
    ("SELECT decode(id, 1, p, 0), nullif(p, 10.55), greatest(p, q, NULL) FROM t", [(Decimal("10.55"), None, Decimal("10.55"))], "dg/r_DECODE_expression"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "rows", "page"), ANSWERS, ids=[answer[0][:60] for answer in ANSWERS])
def test_answer(on_types: Run, query: str, rows: list[tuple[Any, ...]], page: str) -> None:
    assert on_types(query) == rows, page


ERRORS: tuple[tuple[str, str, str], ...] = (
    ("SELECT CAST(1 AS DECIMAL(38, 20)) * CAST(10 AS DECIMAL(38, 20))", "22003", "dg/r_numeric_computations201"),
    ("SELECT p::DECIMAL(3,2) FROM t", "22003", "dg/r_numeric_computations201"),
    ("SELECT 123.456::DECIMAL(2,1)", "22003", "dg/r_CAST_function"),
    ("SELECT 12345678::SMALLINT", "22003", "dg/r_CAST_function"),
    ("SELECT p / 0 FROM t", "22012", "dg/r_numeric_computations201"),
    ("SELECT w * 1000000000000000000 FROM t", "22003", "dg/r_numeric_computations201"),
    ("INSERT INTO t (p) VALUES (1234567.0)", "22003", "dg/r_Numeric_types201"),
    ("INSERT INTO t (y) VALUES ('123456789')", "22001", "dg/r_VARBYTE_type"),
    ("SELECT json_parse('{\"a\": 1')", "22023", "dg/JSON_PARSE"),
    ("INSERT INTO narrow (c) VALUES ('é')", "22021", "dg/r_Character_types"),
    ("INSERT INTO narrow (d) VALUES (9999999999999999999)", "22003", "dg/r_Numeric_types201"),
    ("INSERT INTO narrow (e) VALUES (9.999999999999999999)", "22003", "dg/r_Numeric_types201"),
    ("SELECT to_char(w, '999') FROM t", "0A000", "dg/r_TO_CHAR"),
    ("SET navigate_super_null_on_error TO off", "0A000", "dg/super-configurations"),
    ("SET enable_numeric_rounding TO on", "0A000", "dg/r_enable_numeric_rounding"),
)


@pytest.mark.parametrize(("statement", "sqlstate", "page"), ERRORS, ids=[case[0][:60] for case in ERRORS])
def test_error(on_types: Run, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_types(statement)
    assert caught.value.args[0]["C"] == sqlstate, page


def test_insert_rounds_to_the_scale(on_types: Run) -> None:
    on_types("CREATE TEMP TABLE rounded (c DECIMAL(8,2))", "INSERT INTO rounded VALUES (4323.8951)")
    assert on_types("SELECT c FROM rounded") == [(Decimal("4323.90"),)]


def test_the_clock_is_the_sessions(on_types: Run) -> None:
    """dg/r_GETDATE, dg/r_SYSDATE: in the session's time zone; CONVERT_TIMEZONE reads its argument as UTC (dg/CONVERT_TIMEZONE)."""
    on_types("SET timezone TO 'Asia/Tokyo'")
    try:
        assert on_types(
            "SELECT abs(datediff(minute, getdate(), sysdate)), datediff(hour, convert_timezone('Asia/Tokyo', 'UTC', getdate()), getdate())"
        ) == [(0, 9)]
        assert on_types(
            "SELECT convert_timezone('UTC', 'Asia/Tokyo', DATE '2024-01-01'), convert_timezone('Asia/Tokyo', '2024-01-01 00:00:00')"
        ) == [(datetime(2024, 1, 1, 9), datetime(2024, 1, 1, 9))]
    finally:
        on_types("RESET timezone")


def test_attributes_keep_their_case_when_asked(on_types: Run) -> None:
    on_types("CREATE TEMP TABLE cased (x SUPER)", 'INSERT INTO cased VALUES (JSON_PARSE(\'{"Aa": 1, "aa": 2}\'))')
    assert on_types('SELECT x.Aa, x."Aa" FROM cased') == [("2", "2")]
    on_types("SET enable_case_sensitive_super_attribute TO on")
    try:
        assert on_types("SELECT x.Aa, x.aa FROM cased") == [("1", "2")]
    finally:
        on_types("RESET enable_case_sensitive_super_attribute")


def test_deep_statements(on_types: Run) -> None:
    query = "SELECT id FROM t"
    for depth in range(100):
        query = f"SELECT id FROM ({query}) AS q{depth}"
    assert on_types(query) == [(1,)]
    assert on_types("SELECT count(*) FROM (" + " UNION ALL ".join(["SELECT 1 AS a"] * 500) + ")") == [(500,)]
    assert on_types(f"SELECT count(*) FROM t WHERE id IN ({', '.join(map(str, range(5000)))})") == [(1,)]
    with pytest.raises(DriverError) as caught:
        on_types("SELECT " + "(" * 3000 + "1" + ")" * 3000)
    assert caught.value.args[0]["C"] == "54001"
