package io.github.redshiftspark.warehouse

import io.github.redshiftspark.CommitOutcomeUnknownException
import java.util.concurrent.{Callable, ExecutionException, Executors, Future, ThreadFactory}
import scala.annotation.tailrec

/** Work at Redshift that ends when the thread that waits for it is interrupted.
  *
  * The driver's reads cannot be interrupted, so they happen on another thread; an interrupt cancels the statement that
  * runs, and keeps the next ones from being sent.
  */
private[warehouse] object Interruptible {

  /** @throws java.lang.InterruptedException where the work did not take effect; work that was past its point of no
    *                                        return is given as it ended, and the thread stays interrupted
    */
  def run[A](work: Running => A): A = {
    val running = new Running
    val outcome = threads.submit(new Callable[A] { override def call(): A = work(running) })
    try outcome.get()
    catch {
      case failed: ExecutionException => throw failed.getCause
      case interrupted: InterruptedException =>
        running.cancel()
        // It winds down by itself: its transaction is rolled back, or was already committing.
        ended(outcome) match {
          case Right(value) =>
            Thread.currentThread().interrupt()
            value
          case Left(unknown: CommitOutcomeUnknownException) =>
            Thread.currentThread().interrupt()
            throw unknown
          case Left(failed) =>
            interrupted.addSuppressed(failed)
            throw interrupted
        }
    }
  }

  @tailrec
  private def ended[A](outcome: Future[A]): Either[Throwable, A] =
    (try Some(Right(outcome.get()))
    catch {
      case failed: ExecutionException => Some(Left(failed.getCause))
      case _: InterruptedException => None
    }) match {
      case Some(end) => end
      case None => ended(outcome)
    }

  private val threads = Executors.newCachedThreadPool(new ThreadFactory {
    override def newThread(work: Runnable): Thread = {
      val thread = new Thread(work, "redshift-transaction")
      thread.setDaemon(true)
      thread
    }
  })
}

/** The session in which such work runs just now. */
private[warehouse] final class Running {
  private var session = Option.empty[WarehouseSession]
  private var cancelled = false

  def enter(entered: WarehouseSession): Unit = synchronized {
    session = Some(entered)
    if (cancelled) entered.cancel()
  }

  /** From here on a cancel no longer reaches the session; false where one has. */
  def leave(): Boolean = synchronized {
    session = None
    !cancelled
  }

  /** Under the lock: a session that went back to the pool may already serve somebody else. */
  def cancel(): Unit = synchronized {
    cancelled = true
    session.foreach(_.cancel())
  }
}
