"""Writers and readers that meet at one table, and a table that changes under a write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

# Enough tries for writers that get in each other's way again and again.
PATIENT = {"copydelay": 50, "copyretrycount": 20}


@pytest.fixture
def target(redshift: Any) -> Iterator[str]:
    run(
        redshift,
        "drop table if exists met",
        "create table met (id int, v varchar(20))",
        "insert into met values (0, 'zero')",
    )
    before = set(redshift.s3_objects())
    yield "met"
    redshift.faults.clear()
    assert set(redshift.s3_objects()) <= before


def together(*works: Callable[[], object]) -> list[BaseException]:
    failed: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as problem:
            failed.append(problem)
            print(str(getattr(problem, "java_exception", problem))[:2000])

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return failed


def test_appends_at_once_all_arrive(spark: Any, redshift: Any, target: str) -> None:
    def append(i: int) -> Callable[[], object]:
        return lambda: redshift_spark.write(spark.sql(f"select {i} id, 'v{i}' v"), table=target, **PATIENT)

    assert together(*(append(i) for i in range(1, 5))) == []
    assert rows(redshift, "select count(*), count(distinct id) from met") == [(5, 5)]


def test_merges_at_once_insert_a_key_once(spark: Any, redshift: Any, target: str) -> None:
    def merge(i: int) -> Callable[[], object]:
        return lambda: redshift_spark.write(
            spark.sql(f"select 7 id, 'v{i}' v"), table=target, write_mode="merge", merge_keys="id", **PATIENT
        )

    assert together(*(merge(i) for i in range(3))) == []
    assert rows(redshift, "select count(*) from met where id = 7") == [(1,)]


@pytest.mark.parametrize("mode", ["delete", "swap"])
def test_readers_see_the_old_rows_or_the_new(spark: Any, redshift: Any, target: str, mode: str) -> None:
    seen: set[tuple[Any, ...]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(rows(redshift, "select count(*), min(id) from met")[0])

    def overwrite() -> None:
        try:
            redshift_spark.write(
                spark.sql("select 5 id, 'x' v union all select 6, 'y'"),
                table=target,
                mode="overwrite",
                overwrite_mode=mode,
                **PATIENT,
            )
        finally:
            done.set()

    redshift.faults.delay("^copy", 500)
    failed = together(read, overwrite)
    # A statement that waited for the swap may be told that its table is gone, or read the new one as of before it had rows.
    assert all("does not exist" in str(problem) or "could not open relation" in str(problem) for problem in failed), (
        failed
    )
    assert seen <= {(1, 0), (2, 5)} | ({(0, None)} if mode == "swap" else set())
    assert (1, 0) in seen
    assert rows(redshift, "select count(*), min(id) from met") == [(2, 5)]


@pytest.mark.parametrize(
    "change", ["drop table met", "alter table met drop column v cascade", "alter table met rename to met_away"]
)
def test_a_table_that_changes_before_the_copy(spark: Any, redshift: Any, target: str, change: str) -> None:
    run(redshift, "drop table if exists met_away")
    # Tasks run after the plan is made and before COPY: the change happens there.
    frame = spark.range(0, 40, 1, 1).selectExpr(
        "cast(id as int) id", "if(reflect('java.lang.Thread', 'sleep', 25L) = 'x', 'no', 'yes') v"
    )

    def alter() -> None:
        tracker = spark.sparkContext.statusTracker()
        while not tracker.getActiveJobsIds():
            pass
        run(redshift, change)

    failed = together(lambda: redshift_spark.write(frame, table=target, **PATIENT), alter)
    assert len(failed) == 1 and isinstance(failed[0], Py4JJavaError), failed
    assert "io.github.redshiftspark" in str(failed[0])
    if "rename" in change:
        assert rows(redshift, "select id, v from met_away") == [(0, "zero")]
    if "column" in change:
        assert rows(redshift, "select id from met") == [(0,)]


def test_first_writers_at_once_make_one_table(spark: Any, redshift: Any, target: str) -> None:
    run(redshift, "drop table if exists met_first", "drop table if exists redshift_spark_ledger_met_first")

    def append(i: int) -> Callable[[], object]:
        return lambda: redshift_spark.write(spark.sql(f"select {i} id"), table="met_first", **PATIENT)

    assert together(*(append(i) for i in range(4))) == []
    assert rows(redshift, "select count(*), count(distinct id) from met_first") == [(4, 4)]
