"""Pushed or not, the rows are Spark's; a case that should be pushed in one statement and was not fails as vacuous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from . import expressions, found, habits, newer, plans
from .nasty import TABLES
from .runner import MODES, Case, run

FOCUS = 7
"""Of the cases, each of this many runs on the other Spark versions, too; a prime, so that each family has some."""

ALL = [*plans.CASES, *expressions.CASES, *habits.CASES, *found.CASES, *newer.CASES]
CASES = [
    pytest.param(case, marks=pytest.mark.focused if i % FOCUS == 0 or case in newer.CASES else ())
    for i, case in enumerate(ALL)
]


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest, spark: Any) -> Iterator[str]:
    spark.conf.set("spark.sql.ansi.enabled", str(request.param == "ansi").lower())
    yield request.param
    spark.conf.set("spark.sql.ansi.enabled", "false")


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sql[:90])
def test_same_rows(spark: Any, case: Case, mode: str) -> None:
    if mode in case.modes:
        run(spark, case, mode)


# Those whose SQL holds a backslash, a point in time, or gives no rows: what the other reading may change.
SENSITIVE = [case for case in ALL if any(mark in case.sql for mark in ("\\\\", "ts", "{nothing}"))][::4]
LEGACY = [case for case in (*habits.CASES, *SENSITIVE) if "legacy" in case.modes]


@pytest.mark.usefixtures("other_tables")
@pytest.mark.parametrize("case", LEGACY, ids=lambda case: case.sql[:90])
def test_same_rows_under_the_other_reading(spark: Any, case: Case) -> None:
    run(spark, case, "legacy", subject="other_pushed")


@pytest.mark.long
@pytest.mark.usefixtures("other_tables")
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.sql[:90])
def test_all_same_rows_under_the_other_reading(spark: Any, case: Case, mode: str) -> None:
    if mode in case.modes:
        run(spark, case, mode, subject="other_pushed")


@pytest.mark.usefixtures("other_tables")
@pytest.mark.parametrize(
    "sql",
    ["select * from {nasty}", "select * from {nothing}", "select s from {nothing} union all select s from {nothing}"],
)
def test_unloaded_rows_are_the_same_under_the_other_reading(spark: Any, sql: str) -> None:
    run(spark, Case(sql), "legacy", subject="other_unloaded")


@pytest.mark.focused
@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_kept_back_the_rows_are_the_same(spark: Any, table: str) -> None:
    run(spark, Case(f"select * from {{{table}}}"), "legacy", subject="unpushed")


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("case", plans.CASES[10:200:13], ids=lambda case: case.sql[:90])
def test_unloaded_rows_are_the_same(spark: Any, case: Case) -> None:
    run(spark, case, "legacy", subject="unloaded")
