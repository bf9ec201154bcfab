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


OLD, NEW, EMPTY = (1, 0), (2, 5), (0, None)
REPLACES: list[tuple[str, dict[str, Any], tuple[int, int | None] | None]] = [
    ("delete", {}, OLD),
    ("swap", {"overwrite_mode": "swap"}, OLD),
    ("truncate", {"overwrite_mode": "truncate"}, EMPTY),
    ("drop", {"overwrite_mode": "drop"}, None),
    ("replace_where", {"replace_where": "id >= 0"}, OLD),
]
"""Ways to replace all rows, and what readers see while COPY runs; None: they wait."""
COUNT = "select count(*), min(id) from met"


@pytest.mark.parametrize(("way", "options", "meanwhile"), REPLACES, ids=[way for way, _, _ in REPLACES])
def test_readers_see_the_old_rows_or_the_new(
    spark: Any, redshift: Any, target: str, way: str, options: dict[str, Any], meanwhile: tuple[int, int | None] | None
) -> None:
    seen: set[tuple[Any, ...]] = set()
    done = threading.Event()
    hold = redshift.faults.hold("^copy")

    def read() -> None:
        while not done.is_set():
            seen.add(rows(redshift, COUNT)[0])

    def look() -> None:
        hold.wait()
        try:
            if meanwhile is not None:
                assert rows(redshift, COUNT) == [meanwhile]
        finally:
            hold.release()

    def overwrite() -> None:
        frame = spark.sql("select 5 id, 'x' v union all select 6, 'y'")
        try:
            redshift_spark.write(frame, table=target, mode="overwrite", **options, **PATIENT)
        finally:
            hold.release()
            done.set()

    failed = together(read, look, overwrite)
    # A statement that waited for the table's end may be told that it is gone, or read the new one as of before it had rows.
    if way in ("swap", "drop"):
        failed = [f for f in failed if "does not exist" not in str(f) and "could not open relation" not in str(f)]
    assert failed == []
    assert seen <= {OLD, NEW} | ({EMPTY} if way in ("swap", "drop", "truncate") else set())
    assert rows(redshift, COUNT) == [NEW]


def test_readers_during_a_merge(spark: Any, redshift: Any, target: str) -> None:
    hold = redshift.faults.hold("^copy")

    def look() -> None:
        hold.wait()
        try:
            assert rows(redshift, "select id, v from met") == [(0, "zero")]
        finally:
            hold.release()

    def merge() -> None:
        frame = spark.sql("select 0 id, 'null' v union all select 1, 'eins'")
        redshift_spark.write(frame, table=target, write_mode="merge", merge_keys="id", **PATIENT)

    assert together(look, merge) == []
    assert rows(redshift, "select id, v from met order by id") == [(0, "null"), (1, "eins")]


@pytest.mark.parametrize(
    "change", ["drop table met", "alter table met drop column v cascade", "alter table met rename to met_away"]
)
def test_a_table_that_changes_before_the_copy(spark: Any, redshift: Any, target: str, change: str) -> None:
    run(redshift, "drop table if exists met_away")
    # The plan is made and all is staged: only the transaction is still to come.
    hold = redshift.faults.hold("^begin")

    def alter() -> None:
        hold.wait()
        try:
            run(redshift, change)
        finally:
            hold.release()

    frame = spark.sql("select 1 id, 'no' v")
    failed = together(lambda: redshift_spark.write(frame, table=target, **PATIENT), alter)
    assert len(failed) == 1 and isinstance(failed[0], Py4JJavaError), failed
    assert "io.github.redshiftspark" in str(failed[0])
    if "rename" in change:
        assert rows(redshift, "select id, v from met_away") == [(0, "zero")]
    if "column" in change:
        assert rows(redshift, "select id from met") == [(0,)]


def test_a_column_that_is_added_before_the_copy_stays_null(spark: Any, redshift: Any, target: str) -> None:
    hold = redshift.faults.hold("^begin")

    def alter() -> None:
        hold.wait()
        try:
            run(redshift, "alter table met add column w int")
        finally:
            hold.release()

    assert together(lambda: redshift_spark.write(spark.sql("select 1 id, 'a' v"), table=target), alter) == []
    assert rows(redshift, "select id, v, w from met order by id") == [(0, "zero", None), (1, "a", None)]


def test_overwrites_at_once_leave_the_rows_of_one(spark: Any, redshift: Any, target: str) -> None:
    def overwrite(i: int) -> Callable[[], object]:
        frame = spark.sql(f"select {i} id, 'a' v union all select {i}, 'b'")
        return lambda: redshift_spark.write(frame, table=target, mode="overwrite", **PATIENT)

    assert together(*(overwrite(i) for i in (1, 2, 3))) == []
    assert rows(redshift, "select count(*), count(distinct id) from met") == [(2, 1)]


def test_first_writers_at_once_make_one_table(spark: Any, redshift: Any, target: str) -> None:
    run(redshift, "drop table if exists met_first", "drop table if exists redshift_spark_ledger_met_first")

    def append(i: int) -> Callable[[], object]:
        return lambda: redshift_spark.write(spark.sql(f"select {i} id"), table="met_first", **PATIENT)

    assert together(*(append(i) for i in range(4))) == []
    assert rows(redshift, "select count(*), count(distinct id) from met_first") == [(4, 4)]
