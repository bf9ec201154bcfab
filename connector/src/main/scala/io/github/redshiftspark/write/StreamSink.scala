package io.github.redshiftspark.write

import io.github.redshiftspark.{InvalidOptionException, UnsupportedOnDataApiException}
import io.github.redshiftspark.options.{Channel, OverwriteMode, WriteSettings}
import io.github.redshiftspark.warehouse.{CommitProof, EpochLedger, Warehouse, WarehouseSession}
import org.apache.spark.internal.Logging
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.streaming.Sink
import org.apache.spark.sql.streaming.OutputMode

/** Loads each epoch of a streaming query exactly once: rows and the epoch's ledger row commit together.
  *
  * Output mode append appends, update merges by 'merge_keys', complete replaces all rows.
  */
private[redshiftspark] final class StreamSink private (settings: WriteSettings, action: WriteAction)
    extends Sink
    with Logging {

  override def addBatch(epoch: Long, data: DataFrame): Unit = {
    val session = data.sparkSession
    val query = session.sparkContext.getLocalProperty(StreamSink.QueryIdKey)
    RedshiftWriter
      .looking(settings) { warehouse =>
        val ledger = EpochLedger.open(warehouse, settings.table, query, epoch)
        if (ledger.isDone(warehouse)) None
        else {
          val columns = Warehouse.columns(warehouse, settings.table)
          val plan = RedshiftWriter.planned(warehouse, data.schema, settings, action, columns)
          Some((ledger, RedshiftWriter.target(columns), plan))
        }
      }
      .fold(logInfo(s"Epoch $epoch of query $query is in ${settings.table} already")) { case (ledger, target, plan) =>
        RedshiftWriter.write(session, data, settings, action, target, plan, _ => new StreamSink.EpochGuard(ledger))
      }
  }

  override def toString: String = s"Redshift table ${settings.table}"
}

private[redshiftspark] object StreamSink {

  /** StreamExecution.QUERY_ID_KEY; the id is in the checkpoint, so it outlives restarts. */
  private val QueryIdKey = "sql.streaming.queryId"

  /** @throws InvalidOptionException where options and output mode contradict each other */
  def apply(settings: WriteSettings, mode: OutputMode): StreamSink = {
    if (settings.replaceWhere.isDefined)
      throw new InvalidOptionException("replace_where", "is not for streaming queries.")
    if (settings.overwrite != OverwriteMode.Delete)
      throw new InvalidOptionException(
        "overwrite_mode",
        "must be 'delete' for streaming queries: the others end their transaction or lose the table."
      )
    settings.connection.channel match {
      case _: Channel.DataApi =>
        throw new UnsupportedOnDataApiException(
          "A streaming query looks at its ledger inside of each epoch's transaction, and the Data API runs a transaction " +
            "as one batch, in which nothing can be asked. Give 'url' instead of the 'data_api_' options, or merge each " +
            "batch by foreachBatch."
        )
      case _: Channel.Jdbc => ()
    }
    val action = (mode.toString.toLowerCase(java.util.Locale.ROOT), settings.merge) match {
      case ("complete", None) => WriteAction.Overwrite(OverwriteMode.Delete)
      case ("complete", Some(_)) =>
        throw new InvalidOptionException(
          "write_mode",
          "'merge' contradicts output mode 'complete', which replaces all rows."
        )
      case (_, Some(merge)) => WriteAction.Merge(merge)
      case ("append", None) => WriteAction.Append
      case (other, None) =>
        throw new InvalidOptionException("write_mode", s"must be 'merge', with 'merge_keys', for output mode '$other'.")
    }
    new StreamSink(settings, action)
  }

  private final class EpochGuard(ledger: EpochLedger) extends CommitGuard {
    override val proof: CommitProof = ledger

    override def admits(session: WarehouseSession): Boolean = {
      ledger.lock(session)
      !ledger.isDone(session)
    }
  }
}
