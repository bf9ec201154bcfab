package io.github.redshiftspark.warehouse

import io.github.redshiftspark.{Transient, WarehouseUnreachableException}
import java.util.concurrent.ThreadLocalRandom
import org.apache.spark.internal.Logging
import scala.annotation.tailrec

/** Bounded retries of transient failures, with waits that double and are scattered, so that jobs do not meet again.
  *
  * @param retries     after the first try
  * @param delayMillis mean wait before the first retry
  */
final case class RetryPolicy(retries: Int, delayMillis: Long) extends Logging {

  @tailrec
  def run[A](what: String, attempt: Int = 0)(work: => A): A =
    (try Right(work)
    catch { case failed: Exception if attempt < retries && isWorthARetry(failed, attempt) => Left(failed) }) match {
      case Right(value) => value
      case Left(failed) =>
        val wait = RetryPolicy.pause(delayMillis, attempt)
        logWarning(s"$what failed and is tried again in $wait ms (${attempt + 1} of $retries): ${failed.getMessage}")
        Thread.sleep(wait)
        run(what, attempt + 1)(work)
    }

  /** A warehouse that was there a moment ago may come back; at the first try it rather is misnamed. */
  private def isWorthARetry(failed: Throwable, attempt: Int): Boolean = failed match {
    case _: Transient => true
    case _: WarehouseUnreachableException => attempt > 0
    case _ => false
  }
}

object RetryPolicy {
  private val MaxWaitMillis = 60000L

  private[warehouse] def pause(delayMillis: Long, attempt: Int): Long = {
    val mean = math.min(MaxWaitMillis, delayMillis << math.min(attempt, 20))
    if (mean == 0) 0 else mean / 2 + ThreadLocalRandom.current().nextLong(mean + 1)
  }
}
