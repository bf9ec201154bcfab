"""Frames from and to Redshift, by the public DataFrame API; only ``execute`` and ``explain`` need the JVM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, cast

from redshift_spark._bridge import bridge, check_connector
from redshift_spark._jars import VERSION, VERSION_OPTION
from redshift_spark._option_set import OptionSet, as_texts
from redshift_spark._options import DOTTED, ReadOptions, WriteOptions
from redshift_spark._report import PushdownReport
from redshift_spark._summary import WriteSummary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from typing_extensions import Literal, Unpack

    from redshift_spark._keywords import ReadKeywords, WriteKeywords

    SaveMode = Literal["append", "overwrite", "errorifexists", "error", "ignore"]

FORMAT = "io.github.redshiftspark.catalog.RedshiftDataSource"
"""Not the short name ``redshift``, which another source may have, such as Databricks' own."""


def read(
    spark: SparkSession,
    *,
    table: str | None = None,
    query: str | None = None,
    schema: Any = None,
    options: ReadOptions | None = None,
    **keywords: Unpack[ReadKeywords],
) -> DataFrame:
    """A table, view or Redshift query as a frame.

    Options are the connector's: keywords win over ``options``, and these over the session's ``spark.redshift.*``.

    Raises ValueError unless exactly one of ``table`` and ``query`` is given; JarMissingError or VersionMismatchError
    when the session cannot have been started for this package.
    """
    if (table is None) == (query is None):
        raise ValueError("give exactly one of 'table' and 'query'")
    check_connector(spark)
    reader = spark.read.format(FORMAT).options(**_given(options, keywords))
    if schema is not None:
        reader = reader.schema(schema)
    return reader.option("dbtable", table).load() if table is not None else reader.option("query", query).load()


def query(
    spark: SparkSession, sql: str, *, options: ReadOptions | None = None, **keywords: Unpack[ReadKeywords]
) -> DataFrame:
    """The result of a SELECT in Redshift's SQL. Raises what ``read`` raises."""
    return read(spark, query=sql, options=options, **keywords)


def write(
    df: DataFrame,
    *,
    table: str,
    mode: SaveMode = "append",
    options: WriteOptions | None = None,
    **keywords: Unpack[WriteKeywords],
) -> WriteSummary:
    """Save a frame: all of its rows, or none. Raises JarMissingError or VersionMismatchError as ``read`` does."""
    connector = check_connector(_session_of(df))
    writer = df.write.format(FORMAT).options(**_given(options, keywords)).option("dbtable", table).mode(mode)
    if connector is None:
        writer.save()
        return WriteSummary(table, mode)
    committed = connector.save(cast(Any, writer)._jwrite)
    if committed is None:
        return WriteSummary(table, mode, 0, 0, 0, 0)
    return WriteSummary(
        table,
        mode,
        int(committed.rows()),
        int(committed.files()),
        int(committed.bytes()),
        int(committed.rejectedRows()),
        int(committed.queryId()) or None,
    )


def execute(
    spark: SparkSession, sql: str, *, options: ReadOptions | None = None, **keywords: Unpack[ReadKeywords]
) -> int:
    """Run one statement that commits by itself; returns the number of rows it changed.

    Raises NotOnConnectError on Spark Connect.
    """
    given = _java_map(spark, _given(options, keywords))
    return int(bridge(spark).execute(cast(Any, spark)._jsparkSession, sql, given))


def explain(df: DataFrame) -> PushdownReport:
    """What would be sent to Redshift, and why the rest stays. Nothing is executed.

    Raises NotOnConnectError on Spark Connect.
    """
    return PushdownReport.from_json(str(bridge(_session_of(df)).explain(df._jdf)))


def _session_of(df: DataFrame) -> Any:
    # DataFrame.sparkSession came with Spark 3.3 and is None there for some frames.
    return getattr(df, "sparkSession", None) or df.sql_ctx.sparkSession


def _given(options: OptionSet | None, keywords: Mapping[str, Any]) -> dict[str, str]:
    given = options.as_options() if options is not None else {}
    return {VERSION_OPTION: VERSION, **given, **as_texts(keywords, DOTTED)}


def _java_map(spark: Any, values: Mapping[str, str]) -> Any:
    bridge(spark)  # its errors first
    found = spark._jvm.java.util.HashMap()
    for key, value in values.items():
        found.put(key, value)
    return found
