"""An interrupt, as of a streaming query that is stopped, ends what a read runs at Redshift; and its files go."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import redshift_spark


@pytest.mark.parametrize(
    ("transport", "statement"),
    [("UNLOAD", "^unload"), ("UNLOAD", "^select pg_last_unload"), ("DIRECT", "^select .*v_of")],
)
def test_an_interrupt_ends_a_read(spark: Any, redshift: Any, tmp_path: Path, transport: str, statement: str) -> None:
    redshift_spark.write(spark.sql("select id, concat('v', id) v_of from range(10)"), table="read_on", mode="overwrite")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.json").write_text('{"id": 5}\n')
    objects = set(redshift.s3_objects())

    def read(_batch: Any, _epoch: int) -> None:
        redshift_spark.read(spark, table="read_on", read_transport=transport).where("id > 2").collect()

    query = (
        spark.readStream.schema("id long")
        .json(str(tmp_path / "in"))
        .writeStream.foreachBatch(read)
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .trigger(availableNow=True)
    )
    redshift_spark.read(spark, table="read_on").where("id > 2").collect()  # so that the table is described
    redshift.clear_statements()
    hold = redshift.faults.hold(statement)
    try:
        started = query.start()
        hold.wait()
        started.stop()
        deadline = time.monotonic() + 30
        while not cancelled(redshift, statement) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert cancelled(redshift, statement)
    finally:
        redshift.faults.clear()
    while not set(redshift.s3_objects()) <= objects and time.monotonic() < deadline + 30:
        time.sleep(0.1)
    assert set(redshift.s3_objects()) <= objects
    assert redshift_spark.read(spark, table="read_on", read_transport=transport).count() == 10


def cancelled(redshift: Any, statement: str) -> bool:
    found = [e for e in redshift.statements() if re.search(statement, e.text, re.IGNORECASE)]
    return any(e.status == "canceled" for e in found)
