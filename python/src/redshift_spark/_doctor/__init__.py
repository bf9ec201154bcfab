"""Checks a warehouse, its bucket and its role before a job runs: ``redshift_spark.doctor()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redshift_spark._doctor.report import Check, DoctorReport

if TYPE_CHECKING:
    from redshift_spark._options import ReadOptions, WriteOptions

__all__ = ["Check", "DoctorReport", "doctor"]


def doctor(
    spark: Any = None,
    *,
    options: ReadOptions | WriteOptions | None = None,
    s3_endpoint: str | None = None,
    aws_endpoint: str | None = None,
    timeout_seconds: float = 20,
    **more: Any,
) -> DoctorReport:
    """Look at everything that a read and a write need. No data is changed: what is tried is rolled back and removed.

    ``options`` and keywords are those of ``read`` and ``write``. With ``spark``, its ``spark.redshift.*`` settings are
    the defaults, and its jars and Java are looked at. ``s3_endpoint`` and ``aws_endpoint`` are URLs, for endpoints that
    are not AWS's own. ``timeout_seconds`` is the limit of each check.

    Raises RedshiftSparkError for options that cannot be read, or where the extra ``redshift-spark[doctor]`` is missing.
    """
    from redshift_spark._doctor.examination import examine

    given = {**(options.as_options() if options is not None else {}), **more}
    return examine(given, spark, s3_endpoint=s3_endpoint, aws_endpoint=aws_endpoint, timeout_seconds=timeout_seconds)
