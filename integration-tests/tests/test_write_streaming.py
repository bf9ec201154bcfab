"""The streaming sink: each epoch takes effect once, whatever happens around it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from pyspark.sql.utils import StreamingQueryException
from warehouse_sql import rows, run


@pytest.fixture
def target(redshift: Any) -> Iterator[str]:
    run(
        redshift,
        "drop table if exists streamed",
        "drop table if exists redshift_spark_epochs_streamed",
        "create table streamed (id int, v varchar(20))",
    )
    before = set(redshift.s3_objects())
    yield "streamed"
    redshift.faults.clear()
    assert set(redshift.s3_objects()) <= before


class Stream:
    """Files of rows as a stream; each file is an epoch of its own."""

    def __init__(self, spark: Any, folder: Path) -> None:
        self.spark = spark
        self.source = folder / "in"
        self.checkpoint = folder / "checkpoint"
        self.source.mkdir()
        self.count = 0

    def add(self, *values: tuple[int, str]) -> None:
        lines = "".join(f'{{"id": {i}, "v": "{v}"}}\n' for i, v in values)
        # The name before the content: a stream must not see half a file.
        hidden = self.source.parent / f"{self.count}.json"
        hidden.write_text(lines)
        # Epochs follow the files' times.
        os.utime(hidden, (1_700_000_000 + self.count,) * 2)
        hidden.rename(self.source / f"{self.count}.json")
        self.count += 1

    def frame(self) -> Any:
        return self.spark.readStream.schema("id int, v string").option("maxFilesPerTrigger", 1).json(str(self.source))

    def run(self, frame: Any = None, mode: str = "append", **options: Any) -> None:
        writer = (frame if frame is not None else self.frame()).writeStream.format("redshift").outputMode(mode)
        options = {"dbtable": "streamed", "copydelay": 10, "checkpointLocation": str(self.checkpoint)} | options
        for name, value in options.items():
            writer = writer.option(name, value)
        query = writer.trigger(availableNow=True).start()
        try:
            assert query.awaitTermination(120)
        finally:
            query.stop()


@pytest.fixture
def stream(spark: Any, tmp_path: Path) -> Stream:
    return Stream(spark, tmp_path)


def found(redshift: Any) -> list[tuple[Any, ...]]:
    return rows(redshift, "select id, v from streamed order by id, v")


@pytest.mark.focused
def test_append_and_restart(redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"))
    stream.add((2, "b"))
    stream.run()
    stream.add((3, "c"))
    stream.run()
    assert found(redshift) == [(1, "a"), (2, "b"), (3, "c")]
    assert rows(
        redshift, "select count(*), count(distinct query_id), max(epoch) from redshift_spark_epochs_streamed"
    ) == [(3, 1, 2)]


def test_an_epoch_that_is_asked_for_again_is_left_out(redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"))
    stream.add((2, "b"))
    stream.run()
    # The process died after the epoch's COMMIT and before Spark noted it.
    (stream.checkpoint / "commits" / "1").unlink()
    (stream.checkpoint / "commits" / ".1.crc").unlink(missing_ok=True)
    stream.run()
    assert found(redshift) == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("statement", ["^commit", "^copy", "^insert into .*epochs"])
def test_lost_connections(redshift: Any, target: str, stream: Stream, statement: str, when: str) -> None:
    stream.add((1, "a"))
    redshift.faults.drop_connection(statement, when=when)
    stream.run()
    assert found(redshift) == [(1, "a")]


def test_a_failed_query_goes_on_where_it_was(redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"))
    stream.add((2, "b"))
    redshift.faults.fail("^copy", "42601", "no", times=None, skip=1)
    with pytest.raises(StreamingQueryException):
        stream.run()
    assert found(redshift) == [(1, "a")]
    redshift.faults.clear()
    stream.run()
    assert found(redshift) == [(1, "a"), (2, "b")]


def test_update_mode_merges(redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"), (1, "b"), (2, "c"))
    stream.add((1, "d"))
    counts = stream.frame().groupBy("id").agg({"v": "max"}).selectExpr("id", "`max(v)` v")
    stream.run(counts, mode="update", write_mode="merge", merge_keys="id")
    assert found(redshift) == [(1, "d"), (2, "c")]


def test_complete_mode_replaces(redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"), (2, "c"))
    stream.add((1, "d"))
    counts = stream.frame().groupBy("id").count().selectExpr("id", "cast(count as string) v")
    stream.run(counts, mode="complete")
    assert found(redshift) == [(1, "2"), (2, "1")]


def test_contradictions_are_refused_at_the_start(target: str, stream: Stream) -> None:
    stream.add((1, "a"))
    with pytest.raises(Exception, match="'merge_keys', for output mode 'update'"):
        stream.run(mode="update")
    with pytest.raises(Exception, match="overwrite_mode"):
        stream.run(overwrite_mode="truncate")


def test_batches_by_hand(spark: Any, redshift: Any, target: str, stream: Stream) -> None:
    stream.add((1, "a"))

    def upsert(batch: Any, _epoch: int) -> None:
        redshift_spark.write(batch, table="streamed", write_mode="merge", merge_keys="id")

    query = (
        (stream.frame().writeStream.foreachBatch(upsert).option("checkpointLocation", str(stream.checkpoint)))
        .trigger(availableNow=True)
        .start()
    )
    assert query.awaitTermination(120)
    assert found(redshift) == [(1, "a")]
