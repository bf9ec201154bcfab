"""Lost connections and conflicts: a write takes effect once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError
from warehouse_sql import rows, run

QUICK = {"copydelay": 10}


@pytest.fixture
def target(redshift: Any) -> Iterator[str]:
    run(
        redshift,
        "drop table if exists committed",
        "create table committed (id int)",
        "insert into committed values (0)",
    )
    before = set(redshift.s3_objects())
    yield "committed"
    redshift.faults.clear()
    assert set(redshift.s3_objects()) <= before


def write(spark: Any, **options: Any) -> None:
    redshift_spark.write(
        spark.sql("select cast(id as int) id from range(1, 4)"), table="committed", **(QUICK | options)
    )


def ids(redshift: Any) -> list[int]:
    return [row[0] for row in rows(redshift, "select id from committed order by id")]


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_connection_lost_at_commit(spark: Any, redshift: Any, target: str, when: str) -> None:
    redshift.faults.drop_connection("^commit", when=when)
    write(spark)
    assert ids(redshift) == [0, 1, 2, 3]


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("statement", ["^copy", "^insert into .*ledger"])
def test_connection_lost_before_commit(spark: Any, redshift: Any, target: str, statement: str, when: str) -> None:
    redshift.faults.drop_connection(statement, when=when)
    write(spark)
    assert ids(redshift) == [0, 1, 2, 3]


@pytest.mark.parametrize("statement", ["^copy", "^commit", "^delete"])
@pytest.mark.parametrize(
    ("sqlstate", "message"), [("XX000", "1023 Serializable isolation violation on table"), ("57P03", "starting up")]
)
def test_transient_failures_are_retried(
    spark: Any, redshift: Any, target: str, statement: str, sqlstate: str, message: str
) -> None:
    redshift.faults.fail(statement, sqlstate, message, times=2)
    redshift_spark.write(spark.sql("select 7 id"), table="committed", mode="overwrite", **QUICK)
    assert ids(redshift) == [7]


def copies(redshift: Any) -> int:
    return sum(entry.text.startswith("COPY") for entry in redshift.statements())


def test_retries_are_bounded(spark: Any, redshift: Any, target: str) -> None:
    redshift.faults.fail("^copy", "40001", "conflict", times=None)
    before = copies(redshift)
    with pytest.raises(Py4JJavaError, match="TransientFailureException"):
        write(spark, copyretrycount=2)
    assert copies(redshift) == before + 3
    assert ids(redshift) == [0]


def test_permanent_failures_are_not_retried(spark: Any, redshift: Any, target: str) -> None:
    redshift.faults.fail("^copy", "42601", "syntax error", times=None)
    before = copies(redshift)
    with pytest.raises(Py4JJavaError, match="LoadFailedException"):
        write(spark)
    assert copies(redshift) == before + 1
    assert ids(redshift) == [0]


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_a_ledger_the_history_tells(spark: Any, redshift: Any, target: str, when: Any) -> None:
    redshift.faults.drop_connection("^commit", when=when)
    write(spark, commit_ledger="none")
    assert ids(redshift) == [0, 1, 2, 3]


def test_unknown_without_ledger_and_history(spark: Any, redshift: Any, target: str) -> None:
    redshift.faults.drop_connection("^commit", when="after")
    redshift.faults.fail("sys_transaction_history", "42501", "permission denied", times=None)
    with pytest.raises(Py4JJavaError, match="CommitOutcomeUnknownException"):
        write(spark, commit_ledger="none")
    assert ids(redshift) == [0, 1, 2, 3]


def test_old_markers_are_forgotten(spark: Any, redshift: Any, target: str) -> None:
    write(spark)
    ledger = "redshift_spark_ledger_committed"
    run(redshift, f"update {ledger} set written_at = '2020-01-01'")
    write(spark)
    assert rows(redshift, f"select count(*) from {ledger} where written_at < '2021-01-01'") == [(0,)]
    assert rows(redshift, f"select count(*) from {ledger}") == [(1,)]
