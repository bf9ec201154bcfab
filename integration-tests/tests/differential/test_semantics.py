"""The page on what differs says what was seen, and EXPLAIN says how strings are compared."""

from __future__ import annotations

from typing import Any

import pytest
import redshift_spark

from . import semantics
from .runner import MODES, Case, run

EXACT = "strings are compared with the blanks at their ends"
IGNORED = "count as equal (trailing_blanks=ignored)"


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", semantics.CASES, ids=lambda case: case.sql[:90])
def test_what_the_page_shows(spark: Any, case: Case, mode: str) -> None:
    spark.conf.set("spark.sql.ansi.enabled", str(mode == "ansi").lower())
    try:
        run(spark, case, mode)
    finally:
        spark.conf.set("spark.sql.ansi.enabled", "false")


def test_the_page_is_fresh() -> None:
    assert semantics.PAGE.read_text(encoding="utf-8") == semantics.page(), (
        "run 'python -m differential.semantics' in integration-tests/tests"
    )


STRINGS = [
    "select n from {t} where n = 'n1' and n > 'n' and n in ('n1', 'n2')",
    "select n, count(*), count(distinct n), max(n) from {t} group by n",
    "select upper_n, count(*) from (select concat(n, 'x') upper_n from {t}) group by upper_n",
    "select a.id, b.id from {t} a join {t} b on a.n = b.n and a.id < b.id",
    "select id, rank() over (partition by n order by n) from {t}",
    "select id from {t} where n in (select n from {t} where id < 3) order by n, id limit 5",
]


@pytest.mark.focused
@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("sql", STRINGS)
def test_columns_may_be_compared_as_they_are(spark: Any, same: Any, sql: str) -> None:
    """No value of this column ends with a blank, so that the rows are the same."""
    redshift_spark.read(
        spark, table="nasty", trailing_blanks="ignored", read_transport="DIRECT"
    ).createOrReplaceTempView("blankless")
    exact, ignoring = spark.sql(sql.format(t="pushed_nasty")), spark.sql(sql.format(t="blankless"))
    told, told_ignoring = redshift_spark.explain(exact), redshift_spark.explain(ignoring)
    assert told.fully_pushed and told_ignoring.fully_pushed
    assert any(EXACT in remark for remark in told.remarks)
    assert [remark for remark in told_ignoring.remarks if IGNORED in remark] == told_ignoring.remarks != []
    assert "OCTET_LENGTH" not in told_ignoring.statements[0] and "CHR(1)" not in told_ignoring.statements[0]
    same(ignoring, spark.sql(sql.format(t="plain_nasty")))


@pytest.mark.usefixtures("tables")
def test_ignored_blanks_make_one_group(spark: Any) -> None:
    frame = redshift_spark.read(spark, table="nasty", trailing_blanks="ignored", read_transport="DIRECT").where(
        "s in ('s', ' ')"
    )
    assert {row[0].rstrip(" "): row[1] for row in frame.groupBy("s").count().collect()} == {"": 6, "s": 9}


@pytest.mark.usefixtures("tables")
def test_relations_that_compare_otherwise_are_not_joined_in_redshift(spark: Any) -> None:
    ignoring = redshift_spark.read(spark, table="nasty", trailing_blanks="ignored", read_transport="DIRECT")
    report = redshift_spark.explain(
        ignoring.join(spark.table("pushed_customers"), ignoring.n == spark.table("pushed_customers").name)
    )
    assert any("different 'trailing_blanks'" in kept.reason for kept in report.kept), report


@pytest.mark.usefixtures("tables")
def test_what_is_switched_off_says_so(spark: Any) -> None:
    report = redshift_spark.explain(spark.table("unpushed_nasty").groupBy("n").count())
    assert any("autopushdown=false" in kept.reason for kept in report.kept), report
