package io.github.redshiftspark.write

import io.github.redshiftspark.options.WriteSettings
import io.github.redshiftspark.{LockTimeoutException, StatementFailedException}
import java.util.concurrent.TimeUnit.SECONDS

/** Redshift has no limit for locks alone: waiting for them counts for a statement's (r_statement_timeout). */
private[write] object LockTimeout {

  /** Seconds for the first look at the target, which waits for locks and for nothing else that takes long. */
  def ofLook(settings: WriteSettings): Option[Long] =
    (settings.statementTimeoutSeconds ++ settings.lockTimeoutSeconds).reduceOption(_ min _)

  /** @throws LockTimeoutException where `waiting`, whose statements have that limit, runs into it */
  def named[A](settings: WriteSettings)(waiting: => A): A = {
    val started = System.nanoTime()
    try waiting
    catch {
      // What was cancelled before was cancelled by somebody.
      case failed: StatementFailedException
          if failed.isCancelled &&
            settings.lockTimeoutSeconds.exists(System.nanoTime() - started >= SECONDS.toNanos(_)) =>
        throw new LockTimeoutException(settings.table.quoted, settings.lockTimeoutSeconds.get, failed)
    }
  }
}
