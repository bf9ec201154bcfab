package io.github.redshiftspark.read

import io.github.redshiftspark.options.WallClockZone
import io.github.redshiftspark.sql.{Renderer, UnloadFormat}
import java.time.ZoneId
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, AttributeReference, Expression, UnsafeProjection}
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.execution.{LeafExecNode, SQLExecution, SparkPlan}
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Runs one statement at Redshift and gives its rows: as columnar batches from Parquet files, or as rows.
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

  @transient private lazy val clock = WallClock(query.settings.wallClockZone match {
    case WallClockZone.Session => DateTimeUtils.getZoneId(conf.sessionLocalTimeZone)
    case WallClockZone.Jvm => ZoneId.systemDefault()
  })
  @transient private lazy val scan = ScanStatement.of(query, transport, conf.sessionLocalTimeZone)
  @transient private lazy val decoder = ParquetDecoder(session, scan.carriers, clock)
  @transient private lazy val nullText = TextDecoder.freshNullText()
  @transient private lazy val staged: StagedResult =
    UnloadRun.result(
      sparkContext,
      session,
      query.settings,
      scan,
      nullText,
      UnloadMetrics(longMetric("statementTime"), longMetric("files"), longMetric("bytes"), longMetric("queryId"))
    )
  @transient private lazy val fetched: DirectResult =
    new DirectResult(
      query.settings.connection,
      scan.query,
      scan.carriers,
      clock,
      // Files would lose the order.
      if (scan.isOrdered) Long.MaxValue else query.settings.directMaxBytes
    )

  override lazy val metrics: Map[String, SQLMetric] = Map(
    "numOutputRows" -> SQLMetrics.createMetric(sparkContext, "number of output rows"),
    "statementTime" -> SQLMetrics.createTimingMetric(sparkContext, "statement time"),
    "files" -> SQLMetrics.createMetric(sparkContext, "files unloaded"),
    "bytes" -> SQLMetrics.createSizeMetric(sparkContext, "bytes unloaded"),
    "queryId" -> SQLMetrics.createMetric(sparkContext, "Redshift query id")
  )

  @transient override lazy val supportsColumnar: Boolean = transport match {
    case _: Transport.Unload => isParquet && ParquetDecoder.decodesBatches(session, scan.carriers)
    case _: Transport.Direct => false
  }

  private def isParquet: Boolean = scan.format == UnloadFormat.Parquet

  override protected def doPrepare(): Unit = begin()

  /** Every action on a plan begins with this call on all of its nodes. Adaptive execution prepares a node only when its
    * stage runs, which would send one statement after the other; and later actions may find the plan's RDD made already.
    */
  override def resetMetrics(): Unit = {
    super.resetMetrics()
    begin()
  }

  /** Outside of an execution the plan may never run (`df.rdd`): its statement waits for the first job. */
  private def begin(): Unit = if (Leases.inExecution(sparkContext)) {
    enterLease()
    transport match {
      case _: Transport.Unload => staged.start()
      case _: Transport.Direct => fetched.start()
    }
  }

  private def enterLease(): Unit = transport match {
    case _: Transport.Unload => Leases.enter(sparkContext, staged)
    case _: Transport.Direct => Leases.enter(sparkContext, fetched)
  }

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = {
    val rows = longMetric("numOutputRows")
    enterLease()
    new StagedFilesRDD(sparkContext, staged, decoder.batches).map { batch =>
      rows += batch.numRows().toLong
      batch
    }
  }

  override protected def doExecute(): RDD[InternalRow] = {
    val rows = longMetric("numOutputRows")
    enterLease()
    val source: RDD[InternalRow] = transport match {
      case _: Transport.Direct =>
        fetched.await() match {
          case _: Fetched.Rows => new DirectRDD(sparkContext, fetched)
          case Fetched.TooLarge => stagedInstead()
        }
      case _: Transport.Unload => stagedRows()
    }
    val (expressions, attributes) = (decoded, raw)
    source.mapPartitions { iterator =>
      val toUnsafe = UnsafeProjection.create(expressions, attributes)
      iterator.map { row =>
        rows += 1L
        toUnsafe(row): InternalRow
      }
    }
  }

  /** Rows that the driver has fetched need no job. */
  override def executeCollect(): Array[InternalRow] =
    collected().fold(super.executeCollect())(_.toArray)

  override def executeTake(limit: Int): Array[InternalRow] =
    collected().fold(super.executeTake(limit))(_.take(limit).toArray)

  override def executeTail(limit: Int): Array[InternalRow] =
    collected().fold(super.executeTail(limit))(_.takeRight(limit).toArray)

  private def collected(): Option[Seq[InternalRow]] = transport match {
    case _: Transport.Direct =>
      prepare()
      enterLease()
      fetched.await() match {
        case Fetched.Rows(rows) =>
          longMetric("numOutputRows") += rows.size.toLong
          longMetric("statementTime") += fetched.millis
          SQLMetrics.postDriverMetricUpdates(
            sparkContext,
            sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY),
            metrics.values.toSeq
          )
          val toUnsafe = UnsafeProjection.create(decoded, raw)
          Some(rows.map(row => toUnsafe(row).copy(): InternalRow))
        case Fetched.TooLarge => None
      }
    case _: Transport.Unload => None
  }

  private def stagedRows(): RDD[InternalRow] = {
    val read =
      if (isParquet) decoder.rows else TextDecoder(session, scan.carriers, clock, nullText).rows
    new StagedFilesRDD(sparkContext, staged, read)
  }

  private def stagedInstead(): RDD[InternalRow] = {
    if (query.settings.staging.tempdir.isEmpty)
      throw UnloadRun.missingTempdir(
        s"The result has more than ${query.settings.directMaxBytes} bytes ('direct_max_bytes') and travels through S3"
      )
    Leases.enter(sparkContext, staged)
    stagedRows()
  }

  /** The columns as the decoders give them. */
  private def raw: Seq[Attribute] = output.zip(scan.carriers).map { case (attribute, carrier) =>
    AttributeReference(attribute.name, carrier.raw, nullable = true)(attribute.exprId)
  }

  private def decoded: Seq[Expression] = raw.zip(output).zip(scan.carriers).map { case ((value, attribute), carrier) =>
    carrier.meaning match {
      case Meaning.Computed(of) => of(value)
      // The inner form is the same, whatever the type.
      case Meaning.Same | Meaning.WallClockTime =>
        AttributeReference(attribute.name, attribute.dataType, nullable = true)(attribute.exprId)
    }
  }

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
