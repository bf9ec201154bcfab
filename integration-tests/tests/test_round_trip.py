"""Rows written are the rows read, by every format and transport, and nothing stays on S3."""

from __future__ import annotations

import time
from typing import Any

import pytest
import redshift_spark
from py4j.protocol import Py4JJavaError


@pytest.mark.focused
@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV", "CSV GZIP", "AVRO"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_every_write_format(spark: Any, nasty: Any, same: Any, tempformat: str, zone: str) -> None:
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        # 02:00 to 03:00 of 2024-03-10 does not exist in New York: an instant always has a wall-clock time, and comes back.
        redshift_spark.write(nasty, table="formats", mode="overwrite", tempformat=tempformat)
        same(redshift_spark.read(spark, table="formats"), nasty)
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.focused
@pytest.mark.parametrize(
    "options", [{"unload_s3_format": "TEXT"}, {"read_transport": "DIRECT"}, {"autopushdown": False}]
)
def test_every_way_to_read(spark: Any, nasty: Any, same: Any, options: dict[str, Any]) -> None:
    redshift_spark.write(nasty, table="ways", mode="overwrite")
    same(redshift_spark.read(spark, table="ways", **options), nasty)


@pytest.mark.parametrize(
    "options", [{}, {"unload_s3_format": "TEXT"}, {"read_transport": "DIRECT"}, {"autopushdown": False}]
)
def test_every_way_to_read_under_the_other_reading(
    spark: Any, nasty: Any, same: Any, other_reading: dict[str, Any], options: dict[str, Any]
) -> None:
    """Backslashes, the encoding of timestamps and the manifest of no rows are read the other way."""
    redshift_spark.write(nasty, table="ways", mode="overwrite", **other_reading)
    frame = redshift_spark.read(spark, table="ways", **other_reading, **options)
    same(frame, nasty)
    assert frame.where("i < 0").collect() == []


@pytest.mark.long
@pytest.mark.parametrize("tempformat", ["PARQUET", "CSV", "CSV GZIP", "AVRO"])
def test_every_write_format_under_the_other_reading(
    spark: Any, nasty: Any, same: Any, other_reading: dict[str, Any], tempformat: str
) -> None:
    redshift_spark.write(nasty, table="formats", mode="overwrite", tempformat=tempformat, **other_reading)
    same(redshift_spark.read(spark, table="formats", **other_reading), nasty)


def test_names_that_need_quotes(spark: Any, same: Any) -> None:
    frame = spark.sql('select 1 `a b`, 2 `select`, 3 `dotted.name`, 4 `quo"te`, 5 `größe`')
    redshift_spark.write(frame, table='"odd ""table"', mode="overwrite")
    same(redshift_spark.read(spark, table='"odd ""table"'), frame)


def test_empty_frames(spark: Any, nasty: Any) -> None:
    redshift_spark.write(nasty.where("i < 0"), table="empty_table", mode="overwrite")
    assert redshift_spark.read(spark, table="empty_table").collect() == []
    assert redshift_spark.read(spark, table="empty_table").count() == 0


@pytest.mark.focused
def test_a_write_says_what_it_did(spark: Any, nasty: Any) -> None:
    made = redshift_spark.write(nasty.repartition(2), table="summed", mode="overwrite")
    assert (made.table, made.mode, made.rows, made.files) == ("summed", "overwrite", 500, 2)
    assert made.bytes is not None and made.bytes > 500
    left = redshift_spark.write(nasty, table="summed", mode="ignore")
    assert (left.rows, left.files, left.bytes) == (0, 0, 0)
    with pytest.raises(Py4JJavaError):
        redshift_spark.write(nasty, table="summed", mode="errorifexists")
    assert redshift_spark.write(nasty.limit(0), table="summed").rows == 0


@pytest.mark.focused
def test_nothing_is_left(spark: Any, redshift: Any, nasty: Any) -> None:
    before = set(redshift.s3_objects())
    redshift_spark.write(nasty, table="clean", mode="overwrite")
    assert len(redshift_spark.read(spark, table="clean").collect()) == 500
    left = set(redshift.s3_objects()) - before
    for _ in range(50):  # the end of a query reaches its listener a little later
        if not left:
            break
        time.sleep(0.1)
        left = set(redshift.s3_objects()) - before
    assert left == set()


def test_save_modes(spark: Any, nasty: Any) -> None:
    table = {"table": "modes"}
    redshift_spark.write(nasty, mode="overwrite", **table)
    redshift_spark.write(nasty, mode="append", **table)
    assert redshift_spark.read(spark, **table).count() == 1000
    redshift_spark.write(nasty, mode="ignore", **table)
    assert redshift_spark.read(spark, **table).count() == 1000
    with pytest.raises(Py4JJavaError, match="RelationExistsException"):
        redshift_spark.write(nasty, mode="errorifexists", **table)
    redshift_spark.write(nasty, mode="overwrite", **table)
    assert redshift_spark.read(spark, **table).count() == 500


def test_overwrite_keeps_views(spark: Any, nasty: Any) -> None:
    redshift_spark.write(nasty, table="viewed", mode="overwrite")
    redshift_spark.execute(spark, "create view over_viewed as select i from viewed")
    redshift_spark.write(nasty.where("i < 7"), table="viewed", mode="overwrite")
    assert redshift_spark.read(spark, table="over_viewed").count() == 7


def test_a_failing_copy_changes_nothing(spark: Any, redshift: Any, nasty: Any) -> None:
    redshift_spark.write(nasty, table="kept", mode="overwrite")
    before = set(redshift.s3_objects())
    role = "arn:aws:iam::123456789012:role/redshift-local-without-rights"
    with pytest.raises(Py4JJavaError, match="StagingAccessException"):
        redshift_spark.write(nasty.where("i < 3"), table="kept", mode="overwrite", aws_iam_role=role)
    assert redshift_spark.read(spark, table="kept").count() == 500
    assert set(redshift.s3_objects()) <= before
