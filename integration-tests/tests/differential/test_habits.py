"""Each defect of the community connector's list is a test here, or names the tests that show that it is none of ours."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redshift_spark

from .habits import DEFECTS
from .runner import Case, run

HERE = Path(__file__).resolve().parents[1]
OVER_FILES = [
    pytest.param(case, id=f"{number}: {case.sql[:70]}")
    for number, defect in DEFECTS.items()
    for case in defect.unloaded
]


def test_every_defect_is_shown() -> None:
    assert sorted(DEFECTS) == list(range(1, 24))
    for number, defect in DEFECTS.items():
        assert defect.cases or defect.unloaded or defect.tests, f"nothing shows {number}: {defect.name}"
        for test in defect.tests:
            module, name = test.split("::")
            tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
            assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("case", OVER_FILES)
def test_over_files(spark: Any, case: Case) -> None:
    run(spark, case, "legacy", subject="unloaded")


@pytest.mark.usefixtures("tables")
def test_show_shows_sparks_text(spark: Any) -> None:
    sql = "select id, d, x, d38, b, day, s from {}_nasty where id between 1 and 9 order by id"
    assert redshift_spark.explain(spark.sql(sql.format("pushed"))).fully_pushed
    shown = [spark.sql(sql.format(subject))._jdf.showString(20, 30, False) for subject in ("pushed", "plain")]
    assert shown[0] == shown[1]


@pytest.mark.usefixtures("tables")
def test_threads_do_not_see_each_others_statements(spark: Any, redshift: Any) -> None:
    frames = [spark.sql(f"select count(*) c, {i} i from pushed_nasty where id >= {i}") for i in range(8)]
    redshift.clear_statements()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda frame: frame.collect()[0]["c"], frames))
    assert found == [60 - i for i in range(8)]
    sent = [event.text for event in redshift.statements() if "nasty" in event.text and "COUNT" in event.text]
    assert len(sent) == len(set(sent)) == 8
