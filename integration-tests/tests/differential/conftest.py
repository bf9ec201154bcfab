"""The nasty tables, at Redshift and in Spark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redshift_spark

from .nasty import TABLES, with_redshift_types


@pytest.fixture(scope="package")
def tables(spark: Any) -> Iterator[None]:
    for table in TABLES:
        plain = spark.sql(table.select).coalesce(1).cache()
        plain.createOrReplaceTempView(f"plain_{table.name}")
        redshift_spark.write(with_redshift_types(plain), table=table.name, mode="overwrite")
        redshift_spark.read(spark, table=table.name, read_transport="DIRECT").createOrReplaceTempView(
            f"pushed_{table.name}"
        )
        redshift_spark.read(spark, table=table.name, autopushdown=False).createOrReplaceTempView(
            f"unpushed_{table.name}"
        )
        redshift_spark.read(spark, table=table.name).createOrReplaceTempView(f"unloaded_{table.name}")
    if spark.version >= "3.4":
        untimed(spark)
    yield
    for table in TABLES:
        spark.table(f"plain_{table.name}").unpersist()


def untimed(spark: Any) -> None:
    """The nasty table with its points in time as Spark's timestamps without zone."""
    columns = ["id", "n", "day", "ts"]
    for view, options in {"pushed": {"read_transport": "DIRECT"}, "unpushed": {"autopushdown": False}}.items():
        frame = redshift_spark.read(spark, table="nasty", prefer_timestamp_ntz=True, **options)
        frame.select(columns).createOrReplaceTempView(f"{view}_untimed")
    plain = spark.table("plain_nasty").withColumn("ts", spark.table("plain_nasty").ts.cast("timestamp_ntz"))
    plain.select(columns).createOrReplaceTempView("plain_untimed")
