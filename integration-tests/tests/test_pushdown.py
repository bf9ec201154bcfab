"""Pushed or not, the rows are the same. A case that should be pushed and is not fails as vacuous."""

from __future__ import annotations

import html
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyspark
import pytest
import redshift_spark

PUSHED = [
    "select i, s from {t} where s = 's'",
    "select i from {t} where s = 's '",
    "select i from {t} where s in ('s', '') or s is null",
    "select i from {t} where s < 's '",
    "select i from {t} where s like '50\\\\%\\\\_~'",
    "select i from {t} where startswith(s, '50%')",
    "select i from {t} where s = 'q\"\\'|,\\\\\\\\'",
    "select i from {t} where n is null and not b",
    "select i from {t} where n <=> 'n7'",
    "select s, count(*), count(n), sum(i), sum(d), avg(i), min(day), max(d38) from {t} group by s",
    "select count(distinct s), count(distinct i), sum(i) filter (where b) from {t}",
    "select count(*), sum(i), max(day) from {t} where i < 0",
    "select i + sm, l - 1, i * 3, -i from {t}",
    "select case when b then i else sm end, coalesce(n, s), cast(i as bigint), cast(sm as decimal(10,2)) from {t}",
    "select year(day), month(day), day(day) from {t}",
    "select i from {t} where ts > timestamp'2024-03-11 00:00:00' and day < date'1999-01-01'",
    "select a.i, b.s from {t} a join {t} b on a.i = b.sm and a.s = b.s",
    "select a.i, b.n from {t} a left join {t} b on a.i = b.i and b.b",
    "select a.s, count(*) c from {t} a join {t} b on a.i = b.i group by a.s having count(*) > 3",
    "select i, s from {t} order by s desc nulls last, i limit 20",
]

OVERFLOWING = ["select sum(l) from {t}", "select sm * sm from {t}", "select l * l, i * 100000000, -l from {t}"]


@pytest.fixture(scope="module", autouse=True)
def table(spark: Any) -> None:
    from conftest import NASTY

    plain = spark.sql(NASTY).cache()
    plain.createOrReplaceTempView("plain")
    redshift_spark.write(plain, table="differential", mode="overwrite")
    redshift_spark.read(spark, table="differential").createOrReplaceTempView("pushed")
    redshift_spark.read(spark, table="differential", autopushdown=False).createOrReplaceTempView("unpushed")


@pytest.mark.parametrize("ansi", ["false", "true"])
@pytest.mark.parametrize("sql", PUSHED)
def test_same_rows(spark: Any, same: Any, sql: str, ansi: str) -> None:
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    try:
        pushed = spark.sql(sql.format(t="pushed"))
        report = redshift_spark.explain(pushed)
        assert report.fully_pushed, f"vacuous: {report}"
        expected = spark.sql(sql.format(t="plain"))
        same(pushed, expected)
        same(spark.sql(sql.format(t="unpushed")), expected)
    finally:
        spark.conf.set("spark.sql.ansi.enabled", "false")


@pytest.mark.parametrize("sql", OVERFLOWING)
def test_overflow_wraps_in_legacy_and_raises_in_ansi(spark: Any, same: Any, sql: str) -> None:
    pushed = spark.sql(sql.format(t="pushed"))
    assert redshift_spark.explain(pushed).fully_pushed
    same(pushed, spark.sql(sql.format(t="plain")))
    spark.conf.set("spark.sql.ansi.enabled", "true")
    try:
        for table in ("pushed", "plain"):
            with pytest.raises(Exception, match="out of range|overflow"):
                spark.sql(sql.format(t=table)).collect()
    finally:
        spark.conf.set("spark.sql.ansi.enabled", "false")


def test_what_cannot_go_stays_and_says_why(spark: Any, same: Any) -> None:
    sql = "select i from {t} where i > 100 and s rlike '^s'"
    report = redshift_spark.explain(spark.sql(sql.format(t="pushed")))
    assert not report.fully_pushed
    assert "> 100" in report.statements[0]
    assert any(kept.node == "Filter" for kept in report.kept)
    same(spark.sql(sql.format(t="pushed")), spark.sql(sql.format(t="plain")))


OWN_FUNCTIONS = [
    ("select length_of(s), i + 1 from {t} where i > 100 and b", ['"i" > 100'], ['"day"', '"l"']),
    ("select i from {t} where length_of(s) > 1 and i > 100", ['"i" > 100'], ['"day"', '"l"']),
    ("select length_of(s), count(*), sum(k) from (select s, n, sum(sm) k from {t} group by s, n) group by length_of(s)",
     ["GROUP BY", "SUM("], ['"day"']),
    ("select length_of(a.s), b.i from {t} a join {t} b on a.i = b.sm where a.b", ["INNER JOIN"], ['"day"']),
    ("select length_of(m) from (select max(s) m, n from {t} group by n order by n limit 5)", ["LIMIT 5", "MAX("], ['"day"']),
]  # fmt: skip


def _skip_where_python_functions_do_not_pickle(spark: Any) -> None:
    if sys.version_info >= (3, 11) and spark.version < "3.4":
        pytest.skip("Spark 3.3 cannot send functions of Python 3.11")


@pytest.mark.focused
@pytest.mark.parametrize(("sql", "sent", "spared"), OWN_FUNCTIONS, ids=[sql for sql, _, _ in OWN_FUNCTIONS])
def test_python_functions_run_over_what_went(
    spark: Any, same: Any, sql: str, sent: list[str], spared: list[str]
) -> None:
    _skip_where_python_functions_do_not_pickle(spark)
    spark.udf.register("length_of", lambda text: None if text is None else len(text), "int")
    _check_kept_function(spark, same, sql, sent, spared)


def _check_kept_function(spark: Any, same: Any, sql: str, sent: list[str], spared: list[str]) -> None:
    pushed = spark.sql(sql.format(t="pushed"))
    report = redshift_spark.explain(pushed)
    assert not report.fully_pushed
    assert len(report.statements) == 1, report
    assert all(part in report.statements[0] for part in sent), report
    assert not any(part in report.statements[0] for part in spared), report
    same(pushed, spark.sql(sql.format(t="plain")))


LENGTH_OF = """
public class LengthOf implements org.apache.spark.sql.api.java.UDF1<String, Integer> {
  public Integer call(String text) { return text == null ? null : text.length(); }
}
"""


@pytest.fixture(scope="module")
def java_function(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """``length_of`` as a user's own class, in a jar that the session was given."""
    folder = tmp_path_factory.mktemp("java")
    (folder / "LengthOf.java").write_text(LENGTH_OF)
    jars = ":".join(str(jar) for jar in (Path(pyspark.__file__).parent / "jars").glob("s*.jar"))
    arguments = spark._sc._gateway.new_array(spark._jvm.java.lang.String, 4)
    for i, argument in enumerate(["-cp", jars, str(folder / "LengthOf.java"), "-proc:none"]):
        arguments[i] = argument
    assert spark._jvm.com.sun.tools.javac.Main.compile(arguments) == 0
    with zipfile.ZipFile(folder / "length-of.jar", "w") as jar:
        jar.write(folder / "LengthOf.class", "LengthOf.class")
    spark.sql(f"add jar '{folder / 'length-of.jar'}'")
    return lambda: spark.udf.registerJavaFunction("length_of", "LengthOf", "int")


@pytest.mark.parametrize(("sql", "sent", "spared"), OWN_FUNCTIONS, ids=[sql for sql, _, _ in OWN_FUNCTIONS])
def test_functions_of_the_jvm_run_over_what_went(
    spark: Any, same: Any, java_function: Any, sql: str, sent: list[str], spared: list[str]
) -> None:
    java_function()
    _check_kept_function(spark, same, sql, sent, spared)


@pytest.mark.focused
def test_a_python_function_without_a_name_keeps_the_rest_pushed(spark: Any, same: Any) -> None:
    _skip_where_python_functions_do_not_pickle(spark)
    from pyspark.sql.functions import col, udf

    doubled = udf(lambda text: None if text is None else text * 2, "string")

    def query(table: str) -> Any:
        return spark.table(table).where("i between 100 and 300").groupBy("s").count().select(doubled(col("s")), "count")

    report = redshift_spark.explain(query("pushed"))
    assert "GROUP BY" in report.statements[0]
    assert any(kept.node == "Project" for kept in report.kept)
    same(query("pushed"), query("plain"))


def test_explain_sends_metadata_statements_only(spark: Any, redshift: Any) -> None:
    redshift.clear_statements()
    frame = redshift_spark.read(spark, table="differential").where("i > 3")
    frame.explain(True)
    redshift_spark.explain(frame)
    texts = [entry.text.lower() for entry in redshift.statements()]
    assert not any(text.lstrip().startswith("unload") for text in texts), texts


def test_a_notebook_shows_the_report_as_a_table(spark: Any, same: Any) -> None:
    frame = spark.sql("select i from pushed where i > 100 and n = '<script>&' and s rlike '<b>'")
    report = redshift_spark.explain(frame)
    page = report._repr_html_()
    assert page.startswith("<table><caption>Partly pushed</caption>") and page.endswith("</table>")
    assert "<script>" not in page and "<b>" not in page
    cells = [html.unescape(cell) for cell in re.findall("<td><code>(.*?)</code></td>", page)]
    assert cells == [*report.statements, *(kept.reason for kept in report.kept), *report.remarks]
    assert page.count("<tr><th>kept: ") == len(report.kept) > 0
    whole = redshift_spark.explain(spark.sql("select i from pushed"))
    assert whole._repr_html_().startswith("<table><caption>Fully pushed</caption>")
