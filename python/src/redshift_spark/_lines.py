"""The Spark lines that jars are made for. The build writes the list, ``lines.json``."""

from __future__ import annotations

import glob
import json
import os
from dataclasses import dataclass
from functools import lru_cache

from redshift_spark._errors import UnsupportedSparkError


@dataclass(frozen=True)
class SparkLine:
    """A Spark line, e.g. 3.3, and what its jar is made of."""

    line: str
    scala: str
    tested: str
    other_patches: tuple[str, ...]
    hadoop: str
    """The Hadoop in pip's pyspark, and so the version of hadoop-aws that goes with it."""

    @property
    def artifact(self) -> str:
        return f"redshift-spark-{self.line}_{self.scala}"


@lru_cache(maxsize=None)
def all_lines() -> tuple[SparkLine, ...]:
    with open(os.path.join(os.path.dirname(__file__), "lines.json"), encoding="utf-8") as file:
        entries = json.load(file)
    return tuple(
        SparkLine(e["spark_line"], e["scala"], e["tested"], tuple(e["other_patches"]), e["hadoop"]) for e in entries
    )


def spark_line(spark_version: str | None = None) -> SparkLine:
    """The line of a Spark version, e.g. 3.3.1; without one, that of the installed pyspark.

    Where a line is built for two versions of Scala, that of the Spark found here counts, else pip's: the first listed.

    Raises UnsupportedSparkError for a line that no jar is made for.
    """
    version = spark_version or _installed_version()
    name = ".".join(version.split(".")[:2])
    builds = [line for line in all_lines() if line.line == name]
    if not builds:
        supported = ", ".join(dict.fromkeys(line.line for line in all_lines()))
        raise UnsupportedSparkError(f"Spark {version} is not supported; supported lines: {supported}")
    scala = _installed_scala() if len(builds) > 1 else None
    return next((build for build in builds if build.scala == scala), builds[0])


def spark_home() -> str | None:
    """The folder of the Spark that would be started: SPARK_HOME, else that of pip's pyspark."""
    if "SPARK_HOME" in os.environ:
        return os.environ["SPARK_HOME"]
    try:
        import pyspark
    except ImportError:
        return None
    return os.path.dirname(str(pyspark.__file__))


def _installed_scala() -> str | None:
    home = spark_home()
    found = glob.glob(os.path.join(home, "jars", "scala-library-*.jar")) if home else []
    return ".".join(os.path.basename(found[0])[len("scala-library-") :].split(".")[:2]) if found else None


def _installed_version() -> str:
    try:
        import pyspark
    except ImportError:
        raise UnsupportedSparkError("pyspark is not installed; name a Spark version, or pip install pyspark") from None
    return str(pyspark.__version__)
