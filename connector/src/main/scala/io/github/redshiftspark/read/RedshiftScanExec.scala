package io.github.redshiftspark.read

import io.github.redshiftspark.sql.{Renderer, UnloadFormat}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, UnsafeProjection}
import org.apache.spark.sql.execution.{LeafExecNode, SQLExecution, SparkPlan}
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Runs one statement at Redshift and gives its rows: as columnar batches from Parquet files, or as rows fetched directly.
  *
  * Nothing is sent before execution: the statement starts in `doPrepare`, without blocking, so that several scans of one
  * query overlap.
  */
final case class RedshiftScanExec(
    output: Seq[Attribute],
    @transient query: RedshiftQuery,
    @transient transport: Transport
) extends LeafExecNode {
  // Spark's closures take whole plan nodes to executors: the statement and its settings stay on the driver.

  @transient private lazy val clock = WallClock(DateTimeUtils.getZoneId(conf.sessionLocalTimeZone))
  @transient private lazy val decoder = ParquetDecoder(session, query, clock)
  @transient private lazy val nullText = TextDecoder.freshNullText()
  @transient private lazy val staged: StagedResult =
    UnloadRun.result(
      sparkContext,
      session,
      query,
      nullText,
      longMetric("statementTime"),
      longMetric("files"),
      longMetric("bytes")
    )

  override lazy val metrics: Map[String, SQLMetric] = Map(
    "numOutputRows" -> SQLMetrics.createMetric(sparkContext, "number of output rows"),
    "statementTime" -> SQLMetrics.createTimingMetric(sparkContext, "statement time"),
    "files" -> SQLMetrics.createMetric(sparkContext, "files unloaded"),
    "bytes" -> SQLMetrics.createSizeMetric(sparkContext, "bytes unloaded")
  )

  @transient override lazy val supportsColumnar: Boolean = isParquet && ParquetDecoder.decodesBatches(session, query)

  private def isParquet: Boolean = transport match {
    case _: Transport.Unload => query.settings.format == UnloadFormat.Parquet
    case _: Transport.Direct => false
  }

  override protected def doPrepare(): Unit = transport match {
    case _: Transport.Unload =>
      Leases.endWithExecution(sparkContext, sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY), staged)
      staged.start()
    case _: Transport.Direct => ()
  }

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = {
    val rows = longMetric("numOutputRows")
    renewLease()
    new StagedFilesRDD(sparkContext, staged, decoder.batches).map { batch =>
      rows += batch.numRows().toLong
      batch
    }
  }

  override protected def doExecute(): RDD[InternalRow] = {
    val rows = longMetric("numOutputRows")
    val source: RDD[InternalRow] = transport match {
      case _: Transport.Direct => new DirectRDD(sparkContext, DirectRows(query, clock, longMetric("statementTime")))
      case _: Transport.Unload =>
        renewLease()
        val read = if (isParquet) decoder.rows else TextDecoder(session, query, clock, nullText).rows
        new StagedFilesRDD(sparkContext, staged, read)
    }
    val attributes = query.output
    source.mapPartitions { iterator =>
      val toUnsafe = UnsafeProjection.create(attributes, attributes)
      iterator.map { row =>
        rows += 1L
        toUnsafe(row): InternalRow
      }
    }
  }

  /** A later action of the same plan is an execution of its own. */
  private def renewLease(): Unit =
    Leases.endWithExecution(sparkContext, sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY), staged)

  override def doCanonicalize(): SparkPlan = {
    val canonical = query.canonicalized.asInstanceOf[RedshiftQuery]
    copy(output = canonical.output, query = canonical)
  }

  override def simpleString(maxFields: Int): String = {
    val kept = query.notes.kept.map(k => s"${k.node}: ${k.reason}")
    s"RedshiftScan [${output.map(_.toString).mkString(", ")}] transport: ${transport.name} (${transport.reason}), " +
      s"pushed: [${query.notes.pushed.mkString(", ")}]" +
      (if (kept.isEmpty) "" else s", kept in Spark: [${kept.mkString("; ")}]") +
      s", SQL: ${Renderer.query(query.query)}"
  }

  override def verboseStringWithOperatorId(): String = s"$formattedNodeName\n${simpleString(conf.maxToStringFields)}\n"
}
