"""The nasty tables: at Redshift, in Parquet files, and at a Redshift of which the documentation was read otherwise."""

from __future__ import annotations

from typing import Any

import pytest
import redshift_spark

from .nasty import TABLES, with_redshift_types


@pytest.fixture(scope="package")
def plain_tables(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plain")
    # Spark rebases old dates in files unless told that all readers know the calendar.
    rebase = [f"spark.sql.parquet.{kind}RebaseModeInWrite" for kind in ("datetime", "int96")]
    for key in rebase:
        spark.conf.set(key, "CORRECTED")
    try:
        for table in TABLES:
            spark.sql(table.select).coalesce(1).write.parquet(f"{folder}/{table.name}")
    finally:
        for key in rebase:
            spark.conf.unset(key)
    for table in TABLES:
        spark.read.options(datetimeRebaseMode="CORRECTED", int96RebaseMode="CORRECTED").parquet(
            f"{folder}/{table.name}"
        ).createOrReplaceTempView(f"plain_{table.name}")


@pytest.fixture(scope="package")
def tables(spark: Any, plain_tables: None) -> None:
    _load(spark, "", {})


@pytest.fixture(scope="package")
def other_tables(spark: Any, plain_tables: None, other_reading: dict[str, Any]) -> None:
    _load(spark, "other_", other_reading)


def _load(spark: Any, prefix: str, options: dict[str, Any]) -> None:
    for table in TABLES:
        plain = with_redshift_types(spark.table(f"plain_{table.name}"))
        redshift_spark.write(plain, table=table.name, mode="overwrite", **options)
        ways: dict[str, dict[str, Any]] = {
            "pushed": {"read_transport": "DIRECT"},
            "unpushed": {"autopushdown": False, "read_transport": "DIRECT"},
            "unloaded": {},
        }
        for way, further in ways.items():
            frame = redshift_spark.read(spark, table=table.name, **options, **further)
            frame.createOrReplaceTempView(f"{prefix}{way}_{table.name}")
    if spark.version >= "3.4":
        untimed(spark, prefix, options)


def untimed(spark: Any, prefix: str, options: dict[str, Any]) -> None:
    """The nasty table with its points in time as Spark's timestamps without zone."""
    columns = ["id", "n", "day", "ts"]
    ways: dict[str, dict[str, Any]] = {"pushed": {"read_transport": "DIRECT"}, "unpushed": {"autopushdown": False}}
    for way, further in ways.items():
        frame = redshift_spark.read(spark, table="nasty", prefer_timestamp_ntz=True, **options, **further)
        frame.select(columns).createOrReplaceTempView(f"{prefix}{way}_untimed")
    plain = spark.table("plain_nasty").withColumn("ts", spark.table("plain_nasty").ts.cast("timestamp_ntz"))
    plain.select(columns).createOrReplaceTempView("plain_untimed")
