"""A wide and skewed frame, in a heap that could not hold its largest partition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_write_kills import application, finish
from warehouse_sql import rows, run

pytestmark = pytest.mark.timeout(600)

ROWS = 200_000
COLUMNS = [f"c{i}" for i in range(20)]
# Nine rows of ten, some 115 MB, are in one partition; MD5 sums do not compress well.
SELECT = (
    f"select id, {', '.join(f'md5(concat(id, {column!r})) {column}' for column in COLUMNS)} "
    f"from (select id from range({ROWS}) distribute by if(id % 10 = 0, id, 0))"
)
CONF = {
    "spark.driver.memory": "512m",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV GZIP"])
def test_many_rows_in_a_small_heap(redshift: Any, tmp_path: Path, tempformat: str) -> None:
    columns = ", ".join(f"{column} char(32)" for column in COLUMNS)
    run(redshift, "drop table if exists heap", f"create table heap (id bigint, {columns})")
    before = set(redshift.s3_objects())
    options = {"tempformat": tempformat}
    with application(redshift, tmp_path, conf=CONF, table="heap", select=SELECT, mode="append", options=options) as job:
        finish(job, tmp_path)
    found = rows(redshift, f"select count(*), count(distinct id), count(distinct {COLUMNS[-1]}), max(id) from heap")
    assert found == [(ROWS, ROWS, ROWS, ROWS - 1)]
    assert set(redshift.s3_objects()) <= before
    run(redshift, "drop table heap")
