"""Documented functions with the answers that their pages show or define."""

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
def on_numbers(tables: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(tables)
    run(
        "CREATE TEMP TABLE n (g INT, i INT, s SMALLINT, d DECIMAL(10,2), f FLOAT8, v VARCHAR(20))",
        "INSERT INTO n VALUES (1, 1, 1, 1.25, 1.5, 'a'), (1, 2, 2, 2.25, 2.5, NULL), (1, 4, 4, 3.25, 3.5, 'c'), (2, 8, 8, 4.25, 4.5, 'd')",
    )
    yield run
    connection.close()


ANSWERS: tuple[tuple[str, list[tuple[Any, ...]], str], ...] = (
    ("SELECT degrees(pi()), radians(180), cbrt(27), dexp(0), dlog1(1), dlog10(100)", [(180.0, 3.141592653589793, 3.0, 1.0, 0.0, 2.0)], "dg/Math_functions"),
    ("SELECT power(2, 10), pow(2.0, 3), sqrt(16), exp(0), ln(1), log(1000)", [(1024.0, 8.0, 4.0, 1.0, 0.0, 3.0)], "dg/r_POWER"),
    ("SELECT atan2(1, 1), sign(-3), sign(2.5), mod(7, 3), mod(-7, 3)", [(0.7853981633974483, -1, Decimal(1), 1, -1)], "dg/r_SIGN"),
    ("SELECT ceil(1.2), ceiling(-1.2), floor(1.9), floor(-1.2), ceil(3)", [(Decimal(2), Decimal(-1), Decimal(1), Decimal(-2), 3)], "dg/r_CEILING_FLOOR"),
    ("SELECT round(2.5), round(-2.5), round(28.05, 1), round(1234, -2), trunc(28.19, 1), trunc(-2.9)", [(Decimal(3), Decimal(-3), Decimal("28.1"), 1200, Decimal("28.1"), Decimal(-2))], "dg/r_ROUND"),
    ("SELECT round(f, 1), trunc(f, 0), round(f) FROM n WHERE i = 1", [(1.5, 1.0, 2.0)], "dg/r_ROUND"),
    ("SELECT 5 & 3, 1 << 4, 8 >> 2, @ -5, |/ 25.0, ||/ 27.0, 2 ^ 3", [(1, 16, 2, 5, 5.0, 3.0, 8.0)], "dg/r_OPERATOR_SYMBOLS"),
    ("SELECT upper('éa'), lower('ÀB'), initcap('one two-three')", [("ÉA", "àb", "One Two-Three")], "dg/r_UPPER"),
    ("SELECT concat('a', 'b'), concat('a', NULL)", [("ab", None)], "dg/r_CONCAT"),
    ("SELECT left('abc', 2), right('abc', 2), left('abc', 0), left('ab', 9)", [("ab", "bc", "", "ab")], "dg/r_LEFT"),
    ("SELECT substring('caterpillar', 6, 4), substring('caterpillar' FROM 6), substring('caterpillar', -5, 4), substr('caterpillar', 6)", [("pill", "pillar", "", "pillar")], "dg/r_SUBSTRING"),
    ("SELECT position('dog' IN 'the dog'), strpos('abc', 'x'), charindex('c', 'abc')", [(5, 0, 3)], "dg/r_POSITION"),
    ("SELECT lpad('ab', 4, '*'), rpad('ab', 4), lpad('abcd', 2, '*')", [("**ab", "ab  ", "ab")], "dg/r_LPAD"),
    ("SELECT trim('  a '), btrim('xax', 'x'), ltrim('  a'), rtrim('a  '), trim(BOTH 'x' FROM 'xax')", [("a", "a", "a", "a", "a")], "dg/r_TRIM"),
    ("SELECT split_part('a$b$c', '$', 2), split_part('a$b', '$', 9), repeat('ab', 2), replicate('a', 3), reverse('abc')", [("b", "", "abab", "aaa", "cba")], "dg/SPLIT_PART"),
    ("SELECT ascii('a'), chr(65), quote_ident('a b'), quote_literal('it''s')", [(97, "A", '"a b"', "'it''s'")], "dg/r_ASCII"),
    ("SELECT octet_length('é'), len('é'), octetindex('b', 'éb')", [(2, 1, 3)], "dg/r_OCTET_LENGTH"),
    ("SELECT md5('Amazon Redshift')", [("f7415e33f972c03abd4f3fed36748f7a",)], "dg/r_MD5"),
    ("SELECT sha1('Amazon Redshift'), sha('abc') = func_sha1('abc')", [("eeac5ed1e11cda66032c30ad77b25071b5487f55", True)], "dg/SHA1"),
    ("SELECT sha2('abc', 256) = sha2('abc', 0), len(sha2('abc', 512))", [(True, 128)], "dg/SHA2"),
    ("SELECT crc32('123456789')", [("e3069283",)], "dg/crc32-function"),
    ("SELECT murmur3_32_hash('iceberg'), murmur3_32_hash(34), murmur3_32_hash(34::bigint), murmur3_32_hash('2017-11-16'::date)", [(1210000089, 2017239379, 2017239379, -653330422)], "dg/MURMUR3_32_HASH"),
    ("SELECT fnv_hash(1), fnv_hash('')", [(-5968735742475085980, -3750763034362895579)], "dg/r_FNV_HASH"),
    ("SELECT to_hex(2147676847), strtol('abcd1234', 16)", [("8002f2af", 2882343476)], "dg/r_TO_HEX"),
    ("SELECT soundex('Amazon'), difference('Amazon', 'Ammazzon')", [("A525", 4)], "dg/SOUNDEX"),
    ("SELECT to_date('20010631', 'YYYYMMDD'), to_date('2024-02-29', 'YYYY-MM-DD')", [(date(2001, 7, 1), date(2024, 2, 29))], "dg/r_TO_DATE_function"),
    ("SELECT to_timestamp('2011-12-18 24:38:15', 'YYYY-MM-DD HH24:MI:SS')::timestamp", [(datetime(2011, 12, 19, 0, 38, 15),)], "dg/r_TO_TIMESTAMP"),
    ("SELECT date_cmp('2024-01-01', '2024-01-02'), timestamp_cmp('2024-01-02', '2024-01-01'), interval_cmp(INTERVAL '1 year', INTERVAL '1 year')", [(-1, 1, 0)], "dg/r_DATE_CMP"),
    ("SELECT json_extract_path_text('{\"f2\":{\"f3\":1},\"f4\":{\"f5\":99,\"f6\":\"star\"}}','f4', 'f6'), json_extract_path_text('{\"a\":1}', 'b'), json_extract_path_text('x', 'b', true)", [("star", None, None)], "dg/JSON_EXTRACT_PATH_TEXT"),
    ("SELECT json_array_length('[1,2,[3]]'), json_array_length('x', true), json_extract_array_element_text('[111,112,113]', 2)", [(3, None, "113")], "dg/JSON_ARRAY_LENGTH"),
    ("SELECT median(i), percentile_cont(0.5) WITHIN GROUP (ORDER BY i), listagg(v, ',') WITHIN GROUP (ORDER BY i) FROM n", [(Decimal(3), Decimal(3), "a,c,d")], "dg/r_MEDIAN"),
    ("SELECT median(f) FROM n", [(3.0,)], "dg/r_MEDIAN"),
    ("SELECT i, median(i) OVER (PARTITION BY g), percentile_disc(0.5) WITHIN GROUP (ORDER BY i) OVER (PARTITION BY g) FROM n ORDER BY i", [(1, Decimal(2), 2), (2, Decimal(2), 2), (4, Decimal(2), 2), (8, Decimal(8), 8)], "dg/r_WF_MEDIAN"),
    ("SELECT i, ratio_to_report(i) OVER () FROM n WHERE g = 1 AND i < 4 ORDER BY i", [(1, 1 / 3), (2, 2 / 3)], "dg/r_WF_RATIO_TO_REPORT"),
    ("SELECT i, lag(v) IGNORE NULLS OVER (ORDER BY i), lead(v, 1) IGNORE NULLS OVER (ORDER BY i) FROM n ORDER BY i", [(1, None, "c"), (2, "a", "c"), (4, "a", "d"), (8, "c", None)], "dg/r_WF_LAG"),
    ("SELECT i, last_value(v IGNORE NULLS) OVER (ORDER BY i ROWS UNBOUNDED PRECEDING) FROM n ORDER BY i", [(1, "a"), (2, "a"), (4, "c"), (8, "d")], "dg/r_WF_first_value"),
    ("SELECT i, listagg(v, '+') WITHIN GROUP (ORDER BY i DESC) OVER (PARTITION BY g) FROM n ORDER BY i", [(1, "c+a"), (2, "c+a"), (4, "c+a"), (8, "d")], "dg/r_WF_LISTAGG"),
    ("SELECT stddev_samp(i), var_pop(d) FROM n WHERE g = 1", [(1.5275252316519468, 2 / 3)], "dg/r_STDDEV_functions"),
    ("SELECT g, grouping_id(g), count(*) FROM n GROUP BY ROLLUP (g) ORDER BY 1", [(1, 0, 3), (2, 0, 1), (None, 1, 4)], "dg/r_GROUP_BY_aggregation-extensions"),
    ("SELECT json_serialize(json_parse('{\"a\": [1, \"b c\", null]}')), json_typeof(json_parse('[]'))", [('{"a":[1,"b c",null]}', "array")], "dg/JSON_PARSE"),
    ("SELECT json_serialize(array(1, 'a', NULL)), json_serialize(object('k', 1, 'v', array(2)))", [('[1,"a",null]', '{"k":1,"v":[2]}')], "dg/r_array"),
    ("SELECT get_array_length(split_to_array('a|b|c', '|')), json_serialize(subarray(split_to_array('a,b,c,d'), 1, 2)), json_serialize(array_concat(array(1), array(2)))", [(3, '["b","c"]', "[1,2]")], "dg/split_to_array"),
    ("SELECT is_array(json_parse('[]')), is_integer(json_parse('1')), is_varchar(json_parse('\"a\"')), can_json_parse('{')", [(True, True, True, False)], "dg/r_is_array"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "rows", "page"), ANSWERS, ids=[answer[0][:60] for answer in ANSWERS])
def test_answer(on_numbers: Run, query: str, rows: list[tuple[Any, ...]], page: str) -> None:
    answered = on_numbers(query)
    assert len(answered) == len(rows), page
    for got, expected in zip(answered, rows, strict=True):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            assert type(one) is type(other) or isinstance(one, type(other)), (page, one, other)
            assert one == (pytest.approx(other, rel=1e-12) if isinstance(other, float) else other), page


REFUSED: tuple[tuple[str, str, str], ...] = (
    ("SELECT upper('a', 'b')", "42883", "dg/r_UPPER"),
    ("SELECT concat('a', 'b', 'c')", "42883", "dg/r_CONCAT"),
    ("SELECT substring('abc', 2)", "42883", "dg/r_SUBSTRING"),
    ("SELECT log(2, 8)", "42883", "dg/r_LOG"),
    ("SELECT left('abc', -1)", "22011", "dg/r_LEFT"),
    ("SELECT split_part('a', 'b', -1)", "22023", "dg/SPLIT_PART"),
    ("SELECT sha2('a', 128)", "22023", "dg/SHA2"),
    ('SELECT json_parse(\'{"a": 1, "a": 2}\')', "22023", "dg/JSON_PARSE"),
    ("SELECT json_extract_path_text('x', 'a')", "22023", "dg/JSON_EXTRACT_PATH_TEXT"),
    ("SELECT json_extract_path_text('{}', 'a', 'b', 'c', 'd', 'e', 'f')", "42883", "dg/JSON_EXTRACT_PATH_TEXT"),
    ("SELECT to_date('2001-06-31', 'YYYY-MM-DD', TRUE)", "22008", "dg/r_TO_DATE_function"),
    ("SELECT 5 | 3", "42883", "dg/r_OPERATOR_SYMBOLS"),
    ("SELECT 5 # 3", "42883", "dg/r_OPERATOR_SYMBOLS"),
    ("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FROM n", "42809", "dg/r_WF_PERCENTILE_DISC"),
    ("SELECT row_number() FROM n", "42809", "dg/r_WF_ROW_NUMBER"),
    ("SELECT lag(i) OVER () FROM n", "42601", "dg/r_WF_LAG"),
    ("SELECT bool_and(true) OVER () FROM n", "0A000", "dg/c_Window_functions"),
    ("SELECT upper('a') OVER () FROM n", "0A000", "dg/c_Window_functions"),
    ("SELECT max(true) FROM n", "42883", "dg/r_MAX"),
    ("SELECT median(i), median(f) FROM n", "0A000", "dg/r_MEDIAN"),
    (
        "SELECT listagg(v) WITHIN GROUP (ORDER BY i), listagg(v) WITHIN GROUP (ORDER BY i DESC) FROM n",
        "0A000",
        "dg/r_LISTAGG",
    ),
    ("SELECT median(i), percentile_cont(0.5) WITHIN GROUP (ORDER BY d) FROM n", "0A000", "dg/r_PERCENTILE_CONT"),
    ("SELECT listagg(repeat('x', 40000)) WITHIN GROUP (ORDER BY i) FROM n", "22001", "dg/r_LISTAGG"),
)


@pytest.mark.parametrize(("statement", "sqlstate", "page"), REFUSED, ids=[case[0][:60] for case in REFUSED])
def test_refused(on_numbers: Run, statement: str, sqlstate: str, page: str) -> None:
    with pytest.raises(DriverError) as caught:
        on_numbers(statement)
    assert caught.value.args[0]["C"] == sqlstate, f"{page}: {caught.value}"
