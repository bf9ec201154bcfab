package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType
import java.nio.charset.StandardCharsets.UTF_8
import java.util.UUID
import java.util.concurrent.TimeUnit
import org.apache.spark.internal.Logging

/** A marker row in a table beside the target, inserted blind as the last statement of the transaction.
  *
  * Each target has a ledger of its own, so that writers of different tables never wait for each other.
  */
final class CommitLedger private (ledger: TableName) extends CommitProof {
  private val run = UUID.randomUUID().toString
  @volatile private var backend = Option.empty[Long]

  override def mark(session: WarehouseSession): Unit = {
    backend = Some(session.processId)
    session.execute(
      Renderer.statement(
        Statement.InsertRow(
          ledger,
          Seq("run_id", "written_at"),
          Seq(Literal.Text(run), Literal.Timestamp(CommitLedger.nowMicros()))
        )
      )
    )
  }

  override def outcome(settings: ConnectionSettings): CommitOutcome =
    LostCommit.marker(
      settings,
      ledger,
      Binary(BinaryOperator.Equal, ColumnRef(ledger.table, "run_id"), Literal.Text(run)),
      backend
    )
}

object CommitLedger extends Logging {
  private val Prefix = "redshift_spark_ledger_"
  private val KeptDays = 7L

  private val columns = Seq(
    Statement.ColumnDefinition("run_id", RedshiftType.Varchar(64), Statement.NotNull),
    Statement.ColumnDefinition("written_at", RedshiftType.Timestamp, Statement.NotNull)
  )

  /** Makes the ledger where it is absent, and forgets old markers. None where the user has no right to one. */
  def open(session: WarehouseSession, target: TableName): Option[CommitLedger] = {
    val ledger = beside(target, Prefix)
    val old = Binary(
      BinaryOperator.Less,
      ColumnRef(ledger.table, "written_at"),
      Literal.Timestamp(nowMicros() - TimeUnit.DAYS.toMicros(KeptDays))
    )
    try {
      val forgettable =
        try session.number(LostCommit.count(ledger, old))
        catch {
          case _: RelationNotFoundException =>
            Warehouse.ensure(session, Statement.CreateTableIfAbsent(ledger, columns))
            0L
        }
      if (forgettable > 0) session.execute(Renderer.statement(Statement.DeleteWhere(ledger, old)))
      Some(new CommitLedger(ledger))
    } catch {
      case denied: PermissionDeniedException =>
        logInfo(s"No ledger beside $target, so a lost COMMIT is looked up in the history: ${denied.getMessage}")
        None
    }
  }

  /** A table of ours in the schema of the target; long names are cut and told apart by a hash. */
  def beside(target: TableName, prefix: String): TableName = {
    val name = prefix + target.table.toLowerCase(java.util.Locale.ROOT)
    val fitting =
      if (name.getBytes(UTF_8).length <= Identifiers.MaxBytes) name
      else {
        val hash = UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString
        name.filter(_ < 128).take(Identifiers.MaxBytes - hash.length - 1) + "_" + hash
      }
    TableName(target.parts.init :+ fitting)
  }

  private[warehouse] def nowMicros(): Long = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())
}
