package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.{Renderer, Statement}
import io.github.redshiftspark.{PermissionDeniedException, RelationNotFoundException}
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** What the ways to look up a lost COMMIT share. */
private[warehouse] object LostCommit extends Logging {
  private val Looks = 5
  private val BetweenLooksMillis = 300L

  /** SQLSTATE of a statement that ran into its timeout. */
  val Cancelled = "57014"

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

  /** The session's process, by which another session can end it. */
  def backend(session: WarehouseSession): Long =
    session.number(Renderer.statement(Statement.UserText("SELECT pg_backend_pid()")))

  /** A server that has not noticed the loss keeps the transaction, and its locks, open for hours. */
  def endSession(settings: ConnectionSettings, backend: Long): Unit =
    try
      Warehouse.withOwnSession(settings) { session =>
        Answers.texts(session, Renderer.statement(Statement.UserText(s"SELECT pg_terminate_backend($backend)")), 1)
        ()
      }
    catch { case NonFatal(refused) => logInfo(s"Could not end the lost session: ${refused.getMessage}") }
}
