"""The way to the connector's own object in the JVM, and the check that the right jar is there."""

from __future__ import annotations

from typing import Any

from redshift_spark._errors import JarMissingError, NotOnConnectError, VersionMismatchError
from redshift_spark._jars import VERSION, maven_coordinate


def bridge(spark: Any) -> Any:
    """The object behind ``execute`` and ``explain``.

    Raises NotOnConnectError, JarMissingError, or VersionMismatchError.
    """
    if is_connect(spark):
        raise NotOnConnectError(
            "execute() and explain() need a classic Spark session. On Spark Connect, read() and write() work, and "
            "DataFrame.explain() shows what is pushed; run statements with redshift_connector."
        )
    return _checked(spark)


def check_connector(spark: Any) -> Any:
    """The same object; None where the session's JVM cannot be asked, as on Spark Connect.

    Raises JarMissingError or VersionMismatchError.
    """
    return None if spark is None or is_connect(spark) else _checked(spark)


def is_connect(spark: Any) -> bool:
    return type(spark).__module__.startswith("pyspark.sql.connect")


def _checked(spark: Any) -> Any:
    found = spark._jvm.io.github.redshiftspark.python.Bridge
    if not callable(found):
        raise JarMissingError(
            "this session has no redshift-spark jar. Start it by redshift_spark.session(), or give spark-submit what "
            f"'python -m redshift_spark submit-args' prints (--packages {maven_coordinate(spark.version)})"
        )
    if str(found.version()) != VERSION:
        raise VersionMismatchError(
            f"the session's redshift-spark jar is of version {found.version()}, this package goes with {VERSION}. Use "
            f"--packages {maven_coordinate(spark.version)}, or install the package of the jar's version"
        )
    return found
