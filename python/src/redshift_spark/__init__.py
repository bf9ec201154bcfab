"""Reads and writes Amazon Redshift from Apache Spark.

>>> import redshift_spark
>>> spark = redshift_spark.session("my-job")                                     # doctest: +SKIP
>>> flights = redshift_spark.read(spark, table="flights", url="jdbc:redshift://...")  # doctest: +SKIP
"""

from redshift_spark._doctor import Check, DoctorReport, doctor
from redshift_spark._errors import (
    JarMissingError,
    NotOnConnectError,
    RedshiftSparkError,
    UnsupportedSparkError,
    VersionMismatchError,
)
from redshift_spark._frames import execute, explain, query, read, write
from redshift_spark._jars import jars, maven_coordinate
from redshift_spark._options import ReadOptions, WriteOptions
from redshift_spark._report import KeptNode, PushdownReport
from redshift_spark._session import configure, session
from redshift_spark._summary import WriteSummary

__version__ = "0.1.0"

__all__ = [
    "Check",
    "DoctorReport",
    "JarMissingError",
    "KeptNode",
    "NotOnConnectError",
    "PushdownReport",
    "ReadOptions",
    "RedshiftSparkError",
    "UnsupportedSparkError",
    "VersionMismatchError",
    "WriteOptions",
    "WriteSummary",
    "configure",
    "doctor",
    "execute",
    "explain",
    "jars",
    "maven_coordinate",
    "query",
    "read",
    "session",
    "write",
]
