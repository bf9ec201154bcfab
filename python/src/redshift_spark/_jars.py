"""Which jar goes with which Spark."""

from __future__ import annotations

import os

from redshift_spark._errors import JarMissingError
from redshift_spark._lines import spark_line

GROUP = "io.github.redshiftspark"
VERSION = "0.1.0-SNAPSHOT"
"""The version of the jars that this package goes with."""

VERSION_OPTION = "python_package_version"
"""The option by which a jar learns of it, and refuses a package of another version."""


def maven_coordinate(spark_version: str | None = None) -> str:
    """Coordinate for ``--packages`` that fits a Spark version (default: the installed pyspark's)."""
    return f"{GROUP}:{spark_line(spark_version).artifact}:{VERSION}"


def hadoop_aws_coordinate(spark_version: str | None = None) -> str:
    """The hadoop-aws for a Spark without one, such as pip's pyspark."""
    return f"org.apache.hadoop:hadoop-aws:{spark_line(spark_version).hadoop}"


def jars(spark_version: str | None = None) -> list[str]:
    """Paths of the bundled jars that a session of this Spark version needs.

    Raises JarMissingError in an installation without jars (a source checkout): build the wheel first.
    """
    artifact = spark_line(spark_version).artifact
    folder = os.environ.get("REDSHIFT_SPARK_JARS", os.path.join(os.path.dirname(__file__), "jars"))
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    # The wheel has the AWS SDK as a jar of its own; a build's jars hold it.
    wanted = (artifact + "-", "redshift-jdbc42-", "redshift-spark-sdk-")
    found = [name for name in names if name.endswith(".jar") and name.startswith(wanted)]
    if not any(name.startswith(artifact) for name in found):
        raise JarMissingError(f"no jar of {artifact} in {folder}; install the wheel, or run 'make build'")
    return [os.path.join(folder, name) for name in found]
