"""Which jar goes with which Spark."""

import os
from typing import List, Mapping, Optional

from redshift_spark._errors import JarMissingError, UnsupportedSparkError

GROUP = "io.github.redshiftspark"
VERSION = "0.1.0-SNAPSHOT"

LINES: Mapping[str, str] = {"3.3": "2.12", "3.5": "2.12", "4.0": "2.13"}
"""Spark line to Scala version; the build's list of lines is the source, and a test compares them."""

HADOOP_AWS: Mapping[str, str] = {"3.3": "3.3.2", "3.5": "3.3.4", "4.0": "3.4.1"}
"""The hadoop-aws that matches the Hadoop in pip's pyspark."""


def spark_line(spark_version: Optional[str] = None) -> str:
    """``3.3`` for ``3.3.1``; without a version, that of the installed pyspark.

    Raises UnsupportedSparkError for a line that no jar is made for.
    """
    if spark_version is None:
        try:
            import pyspark
        except ImportError:
            raise UnsupportedSparkError(
                "pyspark is not installed; name a Spark version, or pip install pyspark"
            ) from None
        spark_version = str(pyspark.__version__)
    line = ".".join(spark_version.split(".")[:2])
    if line not in LINES:
        raise UnsupportedSparkError(f"Spark {spark_version} is not supported; supported lines: {', '.join(LINES)}")
    return line


def artifact(line: str) -> str:
    return f"redshift-spark-{line}_{LINES[line]}"


def maven_coordinate(spark_version: Optional[str] = None) -> str:
    """Coordinate for ``--packages`` that fits a Spark version (default: the installed pyspark's)."""
    return f"{GROUP}:{artifact(spark_line(spark_version))}:{VERSION}"


def jars(spark_version: Optional[str] = None) -> List[str]:
    """Paths of the bundled jars that a session of this Spark version needs.

    Raises JarMissingError in an installation without jars (a source checkout): build the wheel first.
    """
    line = spark_line(spark_version)
    folder = os.environ.get("REDSHIFT_SPARK_JARS", os.path.join(os.path.dirname(__file__), "jars"))
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    found = [n for n in names if n.startswith(artifact(line) + "-") or n.startswith("redshift-jdbc42-")]
    if not any(n.startswith(artifact(line)) for n in found):
        raise JarMissingError(f"no jar of {artifact(line)} in {folder}; install the wheel, or run 'make build'")
    return [os.path.join(folder, n) for n in found]
