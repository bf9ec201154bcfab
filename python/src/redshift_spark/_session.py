"""Sessions that have the connector on board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from redshift_spark._jars import HADOOP_AWS, jars, spark_line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def configure(builder: Any) -> Any:
    """Put the bundled jars, and hadoop-aws where it is absent, on a ``SparkSession.builder``. Returns the builder.

    What the builder already lists is kept. Raises UnsupportedSparkError or JarMissingError.
    """
    options: Mapping[str, str] = getattr(builder, "_options", {})
    builder = builder.config("spark.jars", _appended(options.get("spark.jars"), jars()))
    packages = options.get("spark.jars.packages", "")
    if "hadoop-aws" not in packages and "hadoop-aws" not in options.get("spark.jars", "") and not _has_hadoop_aws():
        package = f"org.apache.hadoop:hadoop-aws:{HADOOP_AWS[spark_line()]}"
        builder = builder.config("spark.jars.packages", _appended(packages, [package]))
    return builder


def session(app_name: str | None = None, *, conf: Mapping[str, str] | None = None) -> SparkSession:
    """A session with the connector. ``conf`` adds settings, e.g. ``spark.redshift.url``."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    if app_name is not None:
        builder = builder.appName(app_name)
    for key, value in (conf or {}).items():
        builder = builder.config(key, value)
    return configure(builder).getOrCreate()


def _appended(listed: str | None, more: Any) -> str:
    present = [item for item in (listed or "").split(",") if item]
    return ",".join(present + [item for item in more if item not in present])


def _has_hadoop_aws() -> bool:
    import glob
    import os

    import pyspark

    home = os.environ.get("SPARK_HOME", os.path.dirname(pyspark.__file__))
    return bool(glob.glob(os.path.join(home, "jars", "hadoop-aws-*.jar")))
