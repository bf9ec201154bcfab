"""What Redshift expects of a result: small ones are broadcast in joins with other sources, at one EXPLAIN each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redshift_spark

ROWS = 20000
SMALL = "i < 300"
"""More rows than a result fetched directly would be known to have, were it not for the estimate: the filter bounds nothing."""


@pytest.fixture(scope="module", autouse=True)
def tables(spark: Any) -> Iterator[None]:
    rows = spark.sql(f"select cast(id as int) i, repeat('x', 200) s, id % 7 g from range({ROWS})")
    redshift_spark.write(rows, table="estimated", mode="overwrite")
    redshift_spark.execute(spark, "analyze estimated")
    spark.sql(f"select cast(id as int) i, id * 2 v from range({ROWS})").createOrReplaceTempView("elsewhere")
    # Local rows are smaller than what they are joined with by Spark's own count; the table's 20,000 wide rows are not small.
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "150000")
    yield
    spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")


@pytest.fixture
def explained(redshift: Any) -> Callable[[], list[str]]:
    """Texts of the EXPLAINs that were sent since the fixture was made."""
    redshift.clear_statements()
    return lambda: [e.text.strip() for e in redshift.statements() if e.text.strip().lower().startswith("explain")]


def joined(spark: Any, condition: str = SMALL, **options: Any) -> Any:
    frame = redshift_spark.read(spark, table="estimated", **options).where(condition).select("i", "g")
    return frame.join(spark.table("elsewhere"), "i")


def plan(frame: Any) -> str:
    return str(frame._jdf.queryExecution().sparkPlan().toString())


@pytest.mark.focused
def test_a_small_result_is_broadcast(spark: Any, explained: Any) -> None:
    frame = joined(spark)
    assert "BroadcastHashJoin" in plan(frame)
    assert len(explained()) == 1
    assert sorted(frame.collect()) == [(i, i % 7, 2 * i) for i in range(300)]
    assert len(explained()) == 1, "the plan that runs asks again"


def test_a_large_result_is_not_broadcast(spark: Any, explained: Any) -> None:
    assert "SortMergeJoin" in plan(joined(spark, "g >= 0"))
    assert len(explained()) == 1


def test_one_relation_is_asked_once_for_each_statement(spark: Any, explained: Any) -> None:
    table = redshift_spark.read(spark, table="estimated")
    small = table.where(SMALL).select("i", "g")
    for _ in range(2):
        assert small.join(spark.table("elsewhere"), "i").count() == 300
    assert len(explained()) == 1
    assert small.where("g = 1").join(spark.table("elsewhere"), "i").count() == 43
    assert len(explained()) == 2


def test_nothing_is_asked_where_no_join_needs_it(spark: Any, explained: Any) -> None:
    table = redshift_spark.read(spark, table="estimated")
    table.where(SMALL).explain("formatted")
    assert table.join(table.where(SMALL), "i").count() == 300
    assert table.where("length(s) > hash(i)").orderBy("g").limit(3).count() == 3
    assert table.where(SMALL).union(spark.sql("select 1, '', 2L")).count() == 301
    assert joined(spark, f"{SMALL} and g in (1, 2)").schema.names == ["i", "g", "v"]
    few = table.orderBy("i").limit(10).select("i")
    assert "BroadcastHashJoin" in plan(few.join(spark.table("elsewhere"), "i"))
    assert explained() == []


def test_it_can_be_switched_off(spark: Any, explained: Any) -> None:
    frame = joined(spark, result_estimates=False)
    assert "BroadcastHashJoin" not in plan(frame)
    assert frame.count() == 300
    assert explained() == []


def test_a_failing_explain_fails_nothing(spark: Any, redshift: Any, explained: Any) -> None:
    redshift.faults.fail("^explain", "XX000", "no plan today", times=None)
    try:
        frame = joined(spark)
        assert "BroadcastHashJoin" not in plan(frame)
        assert len(frame.collect()) == 300
        assert len(explained()) == 1, "a failure is asked about again"
    finally:
        redshift.faults.clear()
    assert joined(spark).count() == 300


def test_tables_named_in_with_are_not_asked_about(spark: Any, explained: Any) -> None:
    both = redshift_spark.read(spark, table="estimated").groupBy("g", "i").count()
    twice = both.join(both.selectExpr("g h", "i", "count c"), "i")
    frame = twice.join(spark.table("elsewhere"), "i")
    assert redshift_spark.explain(frame).statements[0].startswith("WITH")
    assert len(frame.collect()) == ROWS
    assert explained() == []
