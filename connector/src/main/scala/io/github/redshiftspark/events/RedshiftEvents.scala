package io.github.redshiftspark.events

import org.apache.spark.scheduler.SparkListenerEvent

/** What this library tells Spark's listeners and its event log. No event holds a secret: SQL is redacted as in plans, and
  * a user's own statements are not shown at all. Times are milliseconds, those of day since 1970.
  */
sealed trait RedshiftEvent extends SparkListenerEvent

/** @param statementId names the statement in this application
  * @param warehouse   where it runs
  */
final case class RedshiftStatementStarted(statementId: Long, warehouse: String, sql: String, time: Long)
    extends RedshiftEvent

/** @param error class and message of the failure, empty where there is none */
final case class RedshiftStatementFinished(statementId: Long, warehouse: String, error: String, durationMillis: Long)
    extends RedshiftEvent {
  def succeeded: Boolean = error.isEmpty
}

/** A result lies on S3, and a Spark query holds it.
  *
  * @param lease       names the result, also in the names of its files
  * @param executionId Spark's number of the SQL execution, empty outside of one
  * @param queryId     Redshift's number of the UNLOAD, as in SYS_QUERY_HISTORY
  */
final case class RedshiftLeaseAcquired(
    lease: String,
    executionId: String,
    queryId: Long,
    rows: Long,
    files: Int,
    bytes: Long
) extends RedshiftEvent

/** Nobody needs the result any more; its files are removed. */
final case class RedshiftLeaseReleased(lease: String) extends RedshiftEvent

/** @param write        names the write, also in the names of its files
  * @param rows         that were loaded
  * @param files        that were staged, with their `bytes`
  * @param queryId      Redshift's number of the COPY, as in SYS_QUERY_HISTORY; 0 where it is not known: the frame had no
  *                     row, or the Data API ran the transaction as one batch
  * @param rejectedRows that COPY left out, as `max_load_errors` lets it
  */
final case class RedshiftWriteCommitted(
    write: String,
    table: String,
    rows: Long,
    files: Int,
    bytes: Long,
    queryId: Long,
    rejectedRows: Long,
    copyMillis: Long
) extends RedshiftEvent

/** The table is as before, unless the error is a CommitOutcomeUnknownException. */
final case class RedshiftWriteFailed(write: String, table: String, error: String) extends RedshiftEvent

private[redshiftspark] object RedshiftEvent {
  private val MaxErrorCharacters = 2000

  def text(failed: Throwable): String =
    s"${failed.getClass.getSimpleName}: ${failed.getMessage}".take(MaxErrorCharacters)
}
