package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.options.ConnectionSettings
import java.sql.SQLException
import org.apache.spark.internal.Logging

/** Transactions that take effect once, or not at all. */
object Transactions extends Logging {

  /** Runs `work` in one transaction, and again after a transient failure.
    *
    * @param prepare runs in the same session before the transaction, each statement for itself: temporary tables
    * @throws CommitOutcomeUnknownException where the connection breaks during COMMIT and `proof` cannot tell; not retried
    */
  def run[A](
      settings: ConnectionSettings,
      retry: RetryPolicy,
      proof: CommitProof,
      afterwards: Afterwards,
      what: String
  )(
      prepare: WarehouseSession => Unit
  )(work: WarehouseSession => A): A =
    retry.run(what)(Interruptible.run(running => attempt(settings, proof, afterwards, running, prepare, work)))

  /** What becomes of the session. */
  sealed trait Afterwards
  case object Reused extends Afterwards

  /** It ran the user's own statements, which may have set something in it. */
  case object Closed extends Afterwards

  private def attempt[A](
      settings: ConnectionSettings,
      proof: CommitProof,
      afterwards: Afterwards,
      running: Running,
      prepare: WarehouseSession => Unit,
      work: WarehouseSession => A
  ): A = {
    val session = SessionPool.borrow(settings)
    try {
      running.enter(session)
      prepare(session)
      session.begin()
      val value =
        try {
          val value = work(session)
          proof.mark(session)
          value
        } catch {
          case failed: Throwable =>
            try session.rollback()
            catch { case lost: SQLException => failed.addSuppressed(lost) }
            throw failed
        }
      if (!session.worksAtCommit && !running.leave()) throw interrupted
      if (commit(session, settings, proof) && afterwards == Reused) {
        session.endTransaction()
        SessionPool.giveBack(settings, session)
      } else SessionPool.discard(session)
      value
    } catch {
      case failed: Throwable =>
        // Closing also rolls back whatever is open.
        SessionPool.discard(session)
        throw failed
    }
  }

  private def interrupted: StatementFailedException = new StatementFailedException(
    StatementFailedException.Cancelled,
    "COMMIT",
    "COMMIT was not sent, because the write was cancelled. The table is as before.",
    null
  )

  /** True where the session is still good; false where the connection was lost, but the transaction took effect. */
  private def commit(session: PooledSession, settings: ConnectionSettings, proof: CommitProof): Boolean =
    try {
      session.commit()
      true
    } catch {
      case refused: SQLException if isAnswer(refused) =>
        val message = s"COMMIT was refused and the transaction rolled back: ${refused.getMessage}"
        if (SqlErrors.isTransient(refused.getSQLState, String.valueOf(refused.getMessage)))
          throw new TransientFailureException(refused.getSQLState, message, refused)
        throw new StatementFailedException(refused.getSQLState, "COMMIT", message, refused)
      case lost: SQLException =>
        SessionPool.discard(session)
        resolve(settings, proof, lost)
    }

  private def resolve(settings: ConnectionSettings, proof: CommitProof, lost: SQLException): Boolean =
    proof.outcome(settings) match {
      case CommitOutcome.Committed =>
        logWarning(s"The connection was lost during COMMIT; the transaction has taken effect (${lost.getMessage})")
        false
      case CommitOutcome.RolledBack =>
        throw new ConnectionLostException(
          s"The connection was lost during COMMIT, and the transaction did not take effect. (${lost.getMessage})",
          lost
        )
      case CommitOutcome.Unknown =>
        throw new CommitOutcomeUnknownException(
          "The connection broke during COMMIT, and neither a marker row nor Redshift's history tells whether the " +
            s"transaction took effect. It was not retried. Look at the target before writing again. (${lost.getMessage})",
          lost
        )
    }

  /** The server answered, so the transaction is over; only a broken connection leaves it open. */
  private def isAnswer(error: SQLException): Boolean =
    Option(error.getSQLState).exists(state => state.nonEmpty && !state.startsWith("08") && !state.startsWith("57P"))
}
