"""Frames from and to Redshift, by the public DataFrame API; only ``execute`` and ``explain`` need the JVM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redshift_spark._errors import JarMissingError, NotOnConnectError
from redshift_spark._jars import maven_coordinate
from redshift_spark._report import PushdownReport

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FORMAT = "redshift"


def read(
    spark: SparkSession,
    *,
    table: str | None = None,
    query: str | None = None,
    schema: Any = None,
    **options: Any,
) -> DataFrame:
    """A table, view or Redshift query as a frame.

    ``options`` are the connector's; session confs ``spark.redshift.*`` give their defaults.

    Raises ValueError unless exactly one of ``table`` and ``query`` is given.
    """
    if (table is None) == (query is None):
        raise ValueError("give exactly one of 'table' and 'query'")
    reader = spark.read.format(FORMAT).options(**_texts(options))
    if schema is not None:
        reader = reader.schema(schema)
    return reader.option("dbtable", table).load() if table is not None else reader.option("query", query).load()


def query(spark: SparkSession, sql: str, **options: Any) -> DataFrame:
    """The result of a SELECT in Redshift's SQL."""
    return read(spark, query=sql, **options)


def write(df: DataFrame, *, table: str, mode: str = "append", **options: Any) -> None:
    """Save a frame: all of its rows, or none. Modes: append, overwrite, errorifexists, ignore."""
    df.write.format(FORMAT).options(**_texts(options)).option("dbtable", table).mode(mode).save()


def execute(spark: SparkSession, sql: str, **options: Any) -> int:
    """Run one statement that commits by itself; returns the number of rows it changed."""
    return int(_bridge(spark).execute(spark._jsparkSession, sql, _java_map(spark, _texts(options))))


def explain(df: DataFrame) -> PushdownReport:
    """What would be sent to Redshift, and why the rest stays. Nothing is executed."""
    spark = getattr(df, "sparkSession", None) or df.sql_ctx.sparkSession
    return PushdownReport.from_json(str(_bridge(spark).explain(df._jdf)))


def _texts(options: dict[str, Any]) -> dict[str, str]:
    return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in options.items() if v is not None}


def _java_map(spark: Any, values: dict[str, str]) -> Any:
    found = spark._jvm.java.util.HashMap()
    for key, value in values.items():
        found.put(key, value)
    return found


def _bridge(spark: Any) -> Any:
    if not hasattr(spark, "_jvm"):
        raise NotOnConnectError("this helper needs a classic Spark session; on Spark Connect use read() and write()")
    bridge = spark._jvm.io.github.redshiftspark.python.Bridge
    if not callable(bridge):
        raise JarMissingError(
            "this session has no redshift-spark jar. Start it by redshift_spark.session(), or with "
            f"--packages {maven_coordinate(spark.version)}"
        )
    return bridge
