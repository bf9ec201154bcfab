"""Spark, the jars, Java and S3A: of a session where one is given, else of the installed pyspark."""

from __future__ import annotations

import glob
import os
import re
import subprocess
from typing import Any

from redshift_spark._doctor.jvm import NotAskedError, jvm_of
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._errors import JarMissingError, RedshiftSparkError, UnsupportedSparkError
from redshift_spark._jars import hadoop_aws_coordinate, jars, maven_coordinate
from redshift_spark._lines import all_lines, spark_line

_S3_CLASSES = ("org.apache.hadoop.fs.s3a.S3AFileSystem", "com.amazon.ws.emr.hadoop.fs.EmrFileSystem")


def spark_version(session: Any) -> list[Check]:
    version = str(session.version) if session is not None else _installed()
    if version is None:
        return [
            Check(
                "spark_version",
                SKIPPED,
                "pyspark is not installed here",
                "pip install pyspark, or look on Spark's driver.",
            )
        ]
    try:
        return [Check("spark_version", PASS, f"Spark {version}, line {spark_line(version).line}")]
    except UnsupportedSparkError as problem:
        lines = ", ".join(dict.fromkeys(line.line for line in all_lines()))
        return [Check("spark_version", FAIL, str(problem), f"Use Spark {lines}.")]


def jar(session: Any) -> list[Check]:
    version = str(session.version) if session is not None else _installed()
    if version is None:
        return [Check("jar", SKIPPED, "pyspark is not installed here")]
    try:
        if session is not None:
            jvm_of(session).check_connector()
            return [Check("jar", PASS, f"the session has the jar of {maven_coordinate(version)}")]
        found = jars(version)
        return [Check("jar", PASS, f"bundled: {', '.join(os.path.basename(path) for path in found)}")]
    except UnsupportedSparkError as problem:
        return [Check("jar", FAIL, f"no jar for Spark {version}", str(problem))]
    except NotAskedError as problem:
        return [_not_asked("jar", problem)]
    except JarMissingError as problem:
        return [
            Check(
                "jar",
                FAIL,
                "the connector's jar is missing",
                f"{problem}, or use --packages {maven_coordinate(version)}",
            )
        ]
    except RedshiftSparkError as problem:
        return [Check("jar", FAIL, "the jar does not go with this package", str(problem))]


def java(session: Any) -> list[Check]:
    try:
        text = _java_of(session)
    except NotAskedError as problem:
        return [_not_asked("java", problem)]
    if text is None:
        return [Check("java", FAIL, "there is no Java", "Install a JDK and set JAVA_HOME, or put java on PATH.")]
    version = str(session.version) if session is not None else _installed()
    major = _major(text)
    if version is None:
        return [Check("java", PASS, f"Java {text}")]
    least, known = (17, (17, 21)) if int(version.split(".")[0]) >= 4 else (8, (8, 11, 17))
    names = ", ".join(map(str, known))
    if major < least:
        return [Check("java", FAIL, f"Java {text} is too old for Spark {version}", f"Set JAVA_HOME to a Java {names}.")]
    if major not in known:
        remedy = f"Set JAVA_HOME to a Java {names}, which Spark {version} is made for."
        return [Check("java", WARN, f"Java {text}", remedy)]
    return [Check("java", PASS, f"Java {text}")]


def s3a(session: Any) -> list[Check]:
    if session is not None:
        jvm = jvm_of(session)
        try:
            found = [name for name in _S3_CLASSES if jvm.has_class(name)]
        except NotAskedError as problem:
            return [_not_asked("s3a", problem)]
        if found:
            return [Check("s3a", PASS, f"the session has {found[0]}")]
        coordinate = hadoop_aws_coordinate(str(session.version))
        remedy = f"Start the session by redshift_spark.session(), or with --packages {coordinate}."
        return [Check("s3a", FAIL, "the session cannot read S3: there is no hadoop-aws", remedy)]
    folder = _spark_jars()
    if folder is None:
        return [Check("s3a", SKIPPED, "pyspark is not installed here")]
    found, hadoop = _versions(folder, "hadoop-aws"), _versions(folder, "hadoop-client-api")
    if not found:
        return [Check("s3a", PASS, f"redshift_spark.session() adds {hadoop_aws_coordinate()}")]
    if hadoop and found != hadoop:
        remedy = f"Use hadoop-aws {', '.join(hadoop)}: it must be of Hadoop's own version."
        return [Check("s3a", FAIL, f"hadoop-aws {', '.join(found)} beside Hadoop {', '.join(hadoop)}", remedy)]
    return [Check("s3a", PASS, f"hadoop-aws {', '.join(found)} is installed")]


def _installed() -> str | None:
    try:
        import pyspark
    except ImportError:
        return None
    return str(pyspark.__version__)


def _java_of(session: Any) -> str | None:
    if session is not None:
        return jvm_of(session).java_version()
    home = os.environ.get("JAVA_HOME")
    command = os.path.join(home, "bin", "java") if home else "java"
    try:
        done = subprocess.run([command, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "([^"]+)"', done.stdout.decode("utf-8", "replace"))
    return found.group(1) if found else None


def _major(version: str) -> int:
    """8 for 1.8.0_392, 17 for 17.0.9."""
    parts = re.findall(r"\d+", version)
    return int(parts[1] if parts[0] == "1" and len(parts) > 1 else parts[0])


def _not_asked(name: str, problem: NotAskedError) -> Check:
    remedy = "Run the doctor where Spark's driver runs."
    return Check(name, SKIPPED, f"the server does not show its JVM: {problem}", remedy)


def _spark_jars() -> str | None:
    home = os.environ.get("SPARK_HOME")
    if home is None:
        if _installed() is None:
            return None
        import pyspark

        home = os.path.dirname(str(pyspark.__file__))
    return os.path.join(home, "jars")


def _versions(folder: str, artifact: str) -> list[str]:
    paths = glob.glob(os.path.join(folder, f"{artifact}-[0-9]*.jar"))
    return sorted(os.path.basename(path)[len(artifact) + 1 : -len(".jar")] for path in paths)
