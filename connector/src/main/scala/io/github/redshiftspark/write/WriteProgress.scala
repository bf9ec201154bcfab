package io.github.redshiftspark.write

import io.github.redshiftspark.events.{RedshiftEvent, RedshiftWriteCommitted, RedshiftWriteFailed}
import io.github.redshiftspark.sql.TableName
import org.apache.spark.internal.Logging
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.SQLExecution
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.execution.redshift.PlanNode
import org.apache.spark.sql.redshift.{ListenerBus, SparkSessions}

/** Tells how far a write is: in the log, in Spark's UI, and in the end to listeners and the caller.
  *
  * @param write names the write, also in the names of its files
  * @param how   what the node in Spark's UI says of it
  */
private[write] final class WriteProgress(
    session: SparkSessions.Session,
    data: DataFrame,
    table: TableName,
    write: String,
    how: String
) extends Logging {
  private val context = session.sparkContext
  private val execution = Option(context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY))
  private val rows = SQLMetrics.createMetric(context, "rows staged")
  private val files = SQLMetrics.createMetric(context, "files staged")
  private val bytes = SQLMetrics.createSizeMetric(context, "bytes staged")
  private val stagingTime = SQLMetrics.createTimingMetric(context, "staging time")
  private val copyTime = SQLMetrics.createTimingMetric(context, "COPY time")
  private val rejected = SQLMetrics.createMetric(context, "rows rejected by COPY")
  private val queryId = SQLMetrics.createMetric(context, "Redshift query id")
  private val metrics = Seq(rows, files, bytes, stagingTime, copyTime, rejected, queryId)
  private val node = new PlanNode(context, "RedshiftWrite", s"RedshiftWrite $table, $how", metrics)

  def begun(): Unit = {
    say(s"begins: $how")
    show()
  }

  def staged(load: StagedLoad, millis: Long): Unit = {
    rows.set(load.rows)
    files.set(load.fileCount.toLong)
    bytes.set(load.bytes)
    stagingTime.set(millis)
    say(s"staged ${load.rows} rows in ${load.fileCount} files (${load.bytes} bytes) in $millis ms")
    // Adaptive execution has meanwhile shown the frame's own plan.
    show()
    post(rows, files, bytes, stagingTime)
  }

  /** The one COPY is through, within a transaction that may still fail. */
  def copied(done: Copied): Unit = {
    say(
      s"COPY (query ${done.queryId}) loaded ${done.rows} rows in ${done.millis} ms, ${done.rejected} were rejected"
    )
  }

  def committed(load: StagedLoad): Unit = {
    val done = load.copied
    val event = RedshiftWriteCommitted(
      write,
      table.toString,
      done.fold(load.rows)(_.rows),
      load.fileCount,
      load.bytes,
      done.fold(0L)(_.queryId),
      done.fold(0L)(_.rejected),
      done.fold(0L)(_.millis)
    )
    copyTime.set(event.copyMillis)
    rejected.set(event.rejectedRows)
    queryId.set(event.queryId)
    post(copyTime, rejected, queryId)
    say(s"committed ${event.rows} rows")
    ListenerBus.post(event)
    CommittedWrites.tell(event)
  }

  def failed(error: Throwable): Unit = {
    say(s"failed, by ${error.getClass.getSimpleName}")
    ListenerBus.post(RedshiftWriteFailed(write, table.toString, RedshiftEvent.text(error)))
  }

  private def say(what: String): Unit = logInfo(s"Write $write to $table: $what")

  private def show(): Unit = execution.foreach(number => node.showOver(data.queryExecution, number.toLong))

  /** Once for each metric: Spark adds up what is posted. */
  private def post(set: SQLMetric*): Unit = SQLMetrics.postDriverMetricUpdates(context, execution.orNull, set)
}
