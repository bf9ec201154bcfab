package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.options.ConnectionSettings
import java.sql.SQLException

/** Sessions at Redshift: borrowed from a pool, given back in the state in which they came. */
object Warehouse {

  /** Each statement commits by itself. */
  def withSession[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.borrow(settings)
    try {
      val value = body(session)
      SessionPool.giveBack(settings, session)
      value
    } catch {
      case failed: Throwable =>
        SessionPool.giveBack(settings, session)
        throw failed
    }
  }

  /** A session that is closed afterwards: what the user's own statements set in it reaches nobody else. */
  def withOwnSession[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.open(settings)
    try body(session)
    finally SessionPool.discard(session)
  }

  /** One transaction: all of it, or nothing.
    *
    * @throws CommitOutcomeUnknownException where the connection breaks during COMMIT
    */
  def inTransaction[A](settings: ConnectionSettings)(body: WarehouseSession => A): A = {
    val session = SessionPool.borrow(settings)
    try {
      session.connection.setAutoCommit(false)
      val value =
        try body(session)
        catch {
          case failed: Throwable =>
            try session.connection.rollback()
            catch { case lost: SQLException => failed.addSuppressed(lost) }
            throw failed
        }
      commit(session)
      session.connection.setAutoCommit(true)
      SessionPool.giveBack(settings, session)
      value
    } catch {
      case failed: Throwable =>
        // Closing also rolls back whatever is open.
        SessionPool.discard(session)
        throw failed
    }
  }

  private def commit(session: JdbcSession): Unit =
    try session.connection.commit()
    catch {
      case error: SQLException if isRefusal(error) =>
        throw new StatementFailedException(
          error.getSQLState,
          "COMMIT",
          s"The transaction was rolled back: ${error.getMessage}",
          error
        )
      case error: SQLException =>
        throw new CommitOutcomeUnknownException(
          "The connection broke during COMMIT, so it is not known whether the transaction took effect. It was not " +
            s"retried. Look at the target before writing again. (${error.getMessage})",
          error
        )
    }

  /** The server answered: classes 25 and 40 say that the transaction is gone, and 23 that a row was refused. */
  private def isRefusal(error: SQLException): Boolean =
    Option(error.getSQLState).exists(state => Seq("23", "25", "40", "XX").exists(state.startsWith(_)))
}
