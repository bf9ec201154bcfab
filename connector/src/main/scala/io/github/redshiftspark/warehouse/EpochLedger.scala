package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql._
import io.github.redshiftspark.types.RedshiftType

/** Which epochs of a streaming query have taken effect: a table beside the target, one row an epoch.
  *
  * It is locked before it is looked at, and the row goes in last, so that of two runs of one epoch only one loads.
  * Redshift enforces no keys, so nothing else could tell them apart.
  */
final class EpochLedger private (ledger: TableName, query: String, epoch: Long) extends CommitProof {
  @volatile private var backend = Option.empty[Long]

  private def column(name: String): SqlExpr = ColumnRef(ledger.table, name)
  private def number(value: Long): SqlExpr = Literal.Integral(value, RedshiftType.BigInt)
  private val ofQuery = Binary(BinaryOperator.Equal, column("query_id"), Literal.Text(query))

  // An epoch is asked for again only as long as no later one has begun.
  private val marker = And(ofQuery, Binary(BinaryOperator.GreaterOrEqual, column("epoch"), number(epoch)))

  def isDone(session: WarehouseSession): Boolean = session.number(LostCommit.count(ledger, marker)) > 0

  def lock(session: WarehouseSession): Unit = execute(session, TableStatement.Lock(ledger))

  override def mark(session: WarehouseSession): Unit = {
    backend = Some(session.processId)
    val old = Binary(BinaryOperator.Less, column("epoch"), number(epoch - EpochLedger.Kept))
    if (epoch % EpochLedger.Kept == 0) execute(session, Statement.DeleteWhere(ledger, And(ofQuery, old)))
    execute(
      session,
      Statement.InsertRow(
        ledger,
        Seq("query_id", "epoch", "written_at"),
        Seq(Literal.Text(query), number(epoch), Literal.Timestamp(CommitLedger.nowMicros()))
      )
    )
  }

  override def outcome(settings: ConnectionSettings): CommitOutcome =
    LostCommit.marker(settings, ledger, marker, backend)

  private def execute(session: WarehouseSession, statement: Statement): Unit = {
    session.execute(Renderer.statement(statement))
    ()
  }
}

object EpochLedger {
  private val Prefix = "redshift_spark_epochs_"

  /** Epochs of a query that stay in its ledger, at least. */
  private val Kept = 100L

  private val columns = Seq(
    Statement.ColumnDefinition("query_id", RedshiftType.Varchar(64), Statement.NotNull),
    Statement.ColumnDefinition("epoch", RedshiftType.BigInt, Statement.NotNull),
    Statement.ColumnDefinition("written_at", RedshiftType.Timestamp, Statement.NotNull)
  )

  /** Makes the ledger where it is absent.
    *
    * @throws io.github.redshiftspark.PermissionDeniedException without CREATE in the target's schema
    */
  def open(session: WarehouseSession, target: TableName, query: String, epoch: Long): EpochLedger = {
    val ledger = CommitLedger.beside(target, Prefix)
    if (!Warehouse.isThere(session, ledger))
      Warehouse.ensure(session, Statement.CreateTableIfAbsent(ledger, columns))
    new EpochLedger(ledger, query, epoch)
  }
}
