"""Tasks that fail, are tried again or are killed: what they staged never counts, and goes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

# The first call in the JVM gives 'null', each later one the value: so the first attempt can be told from the second.
FIRST = "reflect('java.lang.System', 'setProperty', '{key}', 'tried') = 'null'"


@pytest.fixture
def target(spark: Any, redshift: Any) -> Iterator[str]:
    run(redshift, "drop table if exists tasks", "create table tasks (id bigint)", "insert into tasks values (-1)")
    before = set(redshift.s3_objects())
    yield "tasks"
    redshift.faults.clear()
    assert set(redshift.s3_objects()) <= before


def count(redshift: Any) -> tuple[Any, ...]:
    return rows(redshift, "select count(*), count(distinct id) from tasks")[0]


@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV GZIP"])
def test_a_task_that_fails_once_is_tried_again(spark: Any, redshift: Any, target: str, tempformat: str) -> None:
    first = FIRST.format(key=f"redshift.tests.{time.time_ns()}")
    frame = spark.range(0, 2000, 1, 2).selectExpr(f"if(id = 700 and {first}, raise_error('first'), id) id")
    redshift_spark.write(frame, table=target, tempformat=tempformat, staged_file_mb=1)
    assert count(redshift) == (2001, 2001)


@pytest.mark.parametrize("mode", ["append", "overwrite"])
def test_a_task_that_always_fails_fails_the_write(spark: Any, redshift: Any, target: str, mode: str) -> None:
    frame = spark.range(0, 2000, 1, 2).selectExpr("if(id = 700, raise_error('always'), id) id")
    with pytest.raises(Py4JJavaError, match="always"):
        redshift_spark.write(frame, table=target, mode=mode)
    assert count(redshift) == (1, 1)


def test_a_cancelled_job_writes_nothing(spark: Any, redshift: Any, target: str) -> None:
    frame = spark.range(0, 400, 1, 2).selectExpr("if(reflect('java.lang.Thread', 'sleep', 50L) = 'x', 0, id) id")
    failures: list[BaseException] = []

    def write() -> None:
        try:
            redshift_spark.write(frame, table=target)
        except Py4JJavaError as failed:
            failures.append(failed)

    writer = threading.Thread(target=write)
    writer.start()
    tracker = spark.sparkContext.statusTracker()
    deadline = time.monotonic() + 60
    while not tracker.getActiveJobsIds() and time.monotonic() < deadline:
        time.sleep(0.05)
    spark.sparkContext.cancelAllJobs()
    writer.join(60)
    assert failures and "cancel" in str(failures[0]).lower()
    assert count(redshift) == (1, 1)


@pytest.mark.parametrize(
    "statement", ["^select .*ledger", "^delete", "^copy", "^select pg_last_copy", "^insert into .*ledger"]
)
def test_an_interrupt_cancels_the_statement_and_rolls_back(
    spark: Any, redshift: Any, target: str, tmp_path: Any, statement: str
) -> None:
    """Stopping a streaming query interrupts the thread that writes its batches by hand."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.json").write_text('{"id": 5}\n')
    objects = set(redshift.s3_objects())
    redshift.clear_statements()
    hold = redshift.faults.hold(statement)

    def overwrite(batch: Any, _epoch: int) -> None:
        redshift_spark.write(batch, table=target, mode="overwrite")

    query = (
        spark.readStream.schema("id long")
        .json(str(tmp_path / "in"))
        .writeStream.foreachBatch(overwrite)
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .start()
    )
    hold.wait()
    query.stop()
    (held,) = (
        e for e in redshift.statements() if re.search(statement, e.text, re.IGNORECASE) and e.status == "canceled"
    )
    assert held.end is not None
    assert rows(redshift, "select id from tasks") == [(-1,)]
    assert set(redshift.s3_objects()) <= objects


def test_s3_that_refuses_a_file_is_a_typed_error(spark: Any, redshift: Any, target: str) -> None:
    with pytest.raises(Py4JJavaError, match="StagingAccessException"):
        redshift_spark.write(spark.range(10), table=target, tempdir="s3a://no-such-bucket-here/tmp")
    assert count(redshift) == (1, 1)


def test_keys_of_sparks_own_are_forwarded(spark: Any, redshift: Any, target: str) -> None:
    conf = spark.conf.get("spark.redshift.aws_iam_role")
    spark.conf.unset("spark.redshift.aws_iam_role")
    try:
        redshift_spark.write(spark.range(10), table=target, forward_spark_s3_credentials=True)
    finally:
        spark.conf.set("spark.redshift.aws_iam_role", conf)
    assert count(redshift) == (11, 11)
    copy = next(e.text for e in reversed(redshift.statements()) if e.text.startswith("COPY"))
    assert "ACCESS_KEY_ID" in copy and "IAM_ROLE" not in copy
