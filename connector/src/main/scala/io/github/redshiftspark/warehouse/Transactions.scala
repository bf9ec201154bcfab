package io.github.redshiftspark.warehouse

import io.github.redshiftspark._
import io.github.redshiftspark.options.ConnectionSettings
import java.sql.SQLException
import java.util.concurrent.{Callable, ExecutionException, Executors, ThreadFactory}
import java.util.concurrent.atomic.AtomicReference
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
    retry.run(what)(cancellable(running => attempt(settings, proof, afterwards, running, prepare, work)))

  /** What becomes of the session. */
  sealed trait Afterwards
  case object Reused extends Afterwards

  /** It ran the user's own statements, which may have set something in it. */
  case object Closed extends Afterwards

  private def attempt[A](
      settings: ConnectionSettings,
      proof: CommitProof,
      afterwards: Afterwards,
      running: AtomicReference[WarehouseSession],
      prepare: WarehouseSession => Unit,
      work: WarehouseSession => A
  ): A = {
    val session = SessionPool.borrow(settings)
    try {
      running.set(session)
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
      if (!session.worksAtCommit) running.set(null)
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

  private val threads = Executors.newCachedThreadPool(new ThreadFactory {
    override def newThread(work: Runnable): Thread = {
      val thread = new Thread(work, "redshift-transaction")
      thread.setDaemon(true)
      thread
    }
  })

  /** The driver's reads cannot be interrupted, so they happen on another thread; an interrupt cancels the statement. */
  private def cancellable[A](work: AtomicReference[WarehouseSession] => A): A = {
    val running = new AtomicReference[WarehouseSession]()
    val outcome = threads.submit(new Callable[A] { override def call(): A = work(running) })
    try outcome.get()
    catch {
      case failed: ExecutionException => throw failed.getCause
      case interrupted: InterruptedException =>
        Option(running.get()).foreach(_.cancel())
        // It winds down by itself: its transaction is rolled back, or was already committing.
        try outcome.get()
        catch { case failed: ExecutionException => interrupted.addSuppressed(failed.getCause) }
        throw interrupted
    }
  }
}
