package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql._
import io.github.redshiftspark.{PermissionDeniedException, RelationNotFoundException, StatementFailedException}
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** What the ways to look up a lost COMMIT share. */
private[warehouse] object LostCommit extends Logging {
  private val Looks = 5
  private val BetweenLooksMillis = 300L

  private val PatienceMillis = 10000L

  /** Looks until there is an answer; a few times, for the warehouse may be restarting. */
  def looking(where: String)(look: => CommitOutcome): CommitOutcome =
    (0 until Looks).iterator
      .map { i =>
        if (i > 0) Thread.sleep(BetweenLooksMillis << i)
        try Some(look).filter(_ != CommitOutcome.Unknown)
        catch {
          case forbidden @ (_: PermissionDeniedException | _: RelationNotFoundException) =>
            logWarning(s"The commit cannot be looked up in $where: ${forbidden.getMessage}")
            Some(CommitOutcome.Unknown)
          case NonFatal(failed) =>
            logWarning(s"Could not look up the commit in $where (${failed.getMessage})")
            None
        }
      }
      .collectFirst { case Some(found) => found }
      .getOrElse(CommitOutcome.Unknown)

  /** Looks for a marker under a lock on its table: the lock waits until the lost transaction, whose marker holds a lock
    * there, has ended one way or the other.
    */
  def marker(settings: ConnectionSettings, ledger: TableName, marker: SqlExpr, backend: Option[Long]): CommitOutcome =
    looking(s"the ledger $ledger") {
      try
        Warehouse.rolledBack(settings) { session =>
          session.execute(Renderer.statement(TableStatement.StatementTimeout(PatienceMillis)))
          session.execute(Renderer.statement(TableStatement.Lock(ledger)))
          if (session.number(count(ledger, marker)) > 0) CommitOutcome.Committed else CommitOutcome.RolledBack
        }
      catch {
        case stuck: StatementFailedException if stuck.isCancelled =>
          backend.foreach(endSession(settings, _))
          CommitOutcome.Unknown
      }
    }

  def count(table: TableName, condition: SqlExpr): RenderedSql = Renderer.statement(
    Statement.Run(
      Select(Seq(SelectItem(CountRows, "n")), Some(FromItem.Table(table, table.table)), where = Some(condition))
    )
  )

  /** A server that has not noticed the loss keeps the transaction, and its locks, open for hours. */
  private def endSession(settings: ConnectionSettings, backend: Long): Unit =
    try
      Warehouse.withOwnSession(settings) { session =>
        Answers.texts(session, Renderer.statement(Statement.UserText(s"SELECT pg_terminate_backend($backend)")), 1)
        ()
      }
    catch { case NonFatal(refused) => logInfo(s"Could not end the lost session: ${refused.getMessage}") }
}
