package io.github.redshiftspark.read

import io.github.redshiftspark.events.RedshiftLeaseAcquired
import org.apache.spark.SparkContext
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.redshift.ListenerBus

/** @param queryId Redshift's number of the UNLOAD */
private[read] final case class UnloadedRows(rows: Long, queryId: Long)

/** Metrics of the plan's node, as Spark's UI shows them. */
private[read] final case class UnloadMetrics(time: SQLMetric, files: SQLMetric, bytes: SQLMetric, queryId: SQLMetric)

/** Tells Spark's UI and listeners what an UNLOAD left.
  *
  * @param execution Spark's number of the SQL execution that asked first
  */
private[read] final class UnloadReport(context: SparkContext, execution: Option[String], metrics: UnloadMetrics) {

  def staged(unloaded: UnloadedRows, lease: String, millis: Long, files: Seq[ResultFile]): Unit = {
    val bytes = files.map(_.bytes).sum
    metrics.time += millis
    metrics.files += files.size.toLong
    metrics.bytes += bytes
    metrics.queryId.set(unloaded.queryId)
    SQLMetrics.postDriverMetricUpdates(
      context,
      execution.orNull,
      Seq(metrics.time, metrics.files, metrics.bytes, metrics.queryId)
    )
    ListenerBus.post(
      RedshiftLeaseAcquired(lease, execution.getOrElse(""), unloaded.queryId, unloaded.rows, files.size, bytes)
    )
  }
}
