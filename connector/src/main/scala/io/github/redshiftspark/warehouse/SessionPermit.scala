package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.{ConnectionSettings, WarehouseId}
import io.github.redshiftspark.SessionsExhaustedException
import java.util.concurrent.{ConcurrentHashMap, Semaphore}
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.TimeUnit.SECONDS

/** The right of one session to be in use. Ending it twice is harmless. */
private[warehouse] final class SessionPermit private (release: () => Unit) {
  private val ended = new AtomicBoolean(false)
  def end(): Unit = if (ended.compareAndSet(false, true)) release()
}

private[warehouse] object SessionPermit {
  private val queues = new ConcurrentHashMap[(WarehouseId, Int), Semaphore]

  def none: SessionPermit = new SessionPermit(() => ())

  /** Waits its turn.
    *
    * @throws SessionsExhaustedException
    */
  def take(settings: ConnectionSettings): SessionPermit = {
    val limit = settings.pool.maxSessions
    val queue = queues.computeIfAbsent((settings.warehouse, limit), _ => new Semaphore(limit, true))
    if (!queue.tryAcquire(settings.pool.waitSeconds, SECONDS))
      throw new SessionsExhaustedException(
        s"All $limit sessions of this application at ${settings.where} have been busy for " +
          s"${settings.pool.waitSeconds} seconds, and ${queue.getQueueLength} more statements wait. Run fewer queries at " +
          "once, raise 'max_connections' (Redshift itself allows 500 to 2000 a cluster), or wait longer by " +
          "'connection_wait_seconds'."
      )
    new SessionPermit(() => queue.release())
  }
}
