"""Sessions that have the connector on board."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from redshift_spark._jars import VERSION, VERSION_OPTION, hadoop_aws_coordinate, jars
from redshift_spark._lines import spark_home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PLUGIN = "io.github.redshiftspark.python.PackagesForExecutors"
"""Executors would lack the packages without it: see the class."""


def configure(builder: Any) -> Any:
    """Put the bundled jars, and hadoop-aws where it is absent, on a ``SparkSession.builder``. Returns the builder.

    What the builder already lists is kept. Where Spark already runs (a notebook, a job under spark-submit), its class
    path is fixed and nothing is changed: give the jars by ``python -m redshift_spark submit-args``.

    Raises UnsupportedSparkError or JarMissingError.
    """
    if _spark_runs():
        return builder
    options: Mapping[str, str] = getattr(builder, "_options", {})
    builder = builder.config(f"spark.redshift.{VERSION_OPTION}", VERSION)
    packages = options.get("spark.jars.packages", "")
    if not _has_hadoop_aws(options):
        packages = appended(packages, [hadoop_aws_coordinate()])
        builder = builder.config("spark.jars.packages", packages)
    if packages:
        builder = builder.config("spark.plugins", appended(options.get("spark.plugins"), [PLUGIN]))
    return builder.config("spark.jars", appended(options.get("spark.jars"), jars()))


def session(app_name: str | None = None, *, conf: Mapping[str, str] | None = None) -> SparkSession:
    """A session with the connector. ``conf`` adds settings, e.g. ``spark.redshift.url``."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    if app_name is not None:
        builder = builder.appName(app_name)
    for key, value in (conf or {}).items():
        builder = builder.config(key, value)
    return configure(builder).getOrCreate()


def appended(listed: str | None, more: Iterable[str]) -> str:
    """A comma-separated list with what it lacks at its end."""
    present = [item for item in (listed or "").split(",") if item]
    return ",".join(present + [item for item in more if item not in present])


def _spark_runs() -> bool:
    if "PYSPARK_GATEWAY_PORT" in os.environ:  # set by spark-submit for the Python that it starts
        return True
    from pyspark import SparkContext

    return SparkContext._active_spark_context is not None


def _has_hadoop_aws(options: Mapping[str, str]) -> bool:
    if any("hadoop-aws" in options.get(key, "") for key in ("spark.jars", "spark.jars.packages")):
        return True
    home = spark_home()
    return home is not None and bool(glob.glob(os.path.join(home, "jars", "hadoop-aws-*.jar")))
