"""One stand-in and one Spark session for all integration tests. The session runs the built jar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redshift_spark
from cluster import standalone

import redshift_local

ROOT = Path(__file__).resolve().parents[2]

# pyspark 3.3 cannot pickle on Python 3.11, so frames come from SQL, and never from Python lists.
NASTY = """
select cast(id as int) i, cast(id * 9223372036854775 as bigint) l, cast(id as smallint) sm,
  case id % 6 when 0 then '' when 1 then 's ' when 2 then 's' when 3 then '50%_~' when 4 then 'q"\\'|,\\\\' else 'é😀\\n' end s,
  cast(id * 1.25 as decimal(12,2)) d, cast(id as decimal(38,10)) d38, cast(-id / 3 as double) x, cast(id / 7 as float) r,
  id % 2 = 0 b, date_add(date'1400-01-01', cast(id * 1000 as int)) day,
  timestamp'2024-03-10 01:02:03.123456' + make_interval(0, 0, 0, 0, cast(id as int)) ts,
  if(id % 5 = 0, null, concat('n', id)) n
from range(500)
"""


@pytest.fixture(scope="session")
def redshift() -> Iterator[redshift_local.RedshiftLocal]:
    """REDSHIFT_LOCAL_ASSUMPTIONS runs the suite under other readings of what Redshift's documentation leaves open."""
    with redshift_local.start(assumptions=os.environ.get("REDSHIFT_LOCAL_ASSUMPTIONS", "")) as running:
        yield running


@pytest.fixture(scope="session")
def further_stand_ins() -> Iterator[ExitStack]:
    """What is started while the session runs and must outlive it: its end cleans up at every Redshift that it met."""
    with ExitStack() as running:
        yield running


@pytest.fixture(scope="session")
def spark(redshift: redshift_local.RedshiftLocal, further_stand_ins: ExitStack) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["REDSHIFT_SPARK_JARS"] = str(ROOT / "target" / "jars")
    builder = SparkSession.builder.master("local[2,3]").appName("integration-tests")
    conf = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        **redshift.spark_conf(),
    }
    for key, value in conf.items():
        builder = builder.config(key, value)
    session = redshift_spark.configure(builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Address of a standalone cluster's master, and process id of its worker, whose children are the executors."""
    with standalone(tmp_path_factory.mktemp("cluster")) as running:
        yield running


OTHER_READING: dict[str, Any] = {
    "backslash_escapes": False,
    "zero_row_manifest": True,
    "zero_row_objects": True,
    "parquet_timestamps": "int64",
}
"""The stand-in's assumptions, each the other way (redshift_local's docs/assumptions.md)."""


@pytest.fixture(scope="session")
def other_redshift(further_stand_ins: ExitStack) -> redshift_local.RedshiftLocal:
    """Its bucket ``far-away`` is in another Region than itself."""
    return further_stand_ins.enter_context(
        redshift_local.start(bucket="other-reading", bucket_regions={"far-away": "eu-west-1"}, **OTHER_READING)
    )


@pytest.fixture(scope="session")
def other_reading(spark: Any, other_redshift: redshift_local.RedshiftLocal) -> dict[str, Any]:
    """Options by which the session reaches a Redshift of which the documentation was read otherwise."""
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    for name in ("endpoint", "access.key", "secret.key"):
        key = other_redshift.spark_conf()[f"spark.hadoop.fs.s3a.{name}"]
        for bucket in ("other-reading", "far-away"):
            hadoop.set(f"fs.s3a.bucket.{bucket}.{name}", key)
    names = ("url", "user", "password", "tempdir", "aws_iam_role")
    return {name: other_redshift.spark_conf()[f"spark.redshift.{name}"] for name in names}


@pytest.fixture
def nasty(spark: Any) -> Any:
    return spark.sql(NASTY)


@pytest.fixture
def same() -> Any:
    """Asserts that two frames hold the same rows, as often."""

    def check(left: Any, right: Any) -> None:
        # Not by count(): Spark 3.3.0 cannot count the rows of EXCEPT ALL (SPARK-39612).
        assert left.exceptAll(right).collect() == []
        assert right.exceptAll(left).collect() == []

    return check
