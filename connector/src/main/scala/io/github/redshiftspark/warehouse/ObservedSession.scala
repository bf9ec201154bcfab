package io.github.redshiftspark.warehouse

import io.github.redshiftspark.RedshiftSparkException
import io.github.redshiftspark.events.{RedshiftEvent, RedshiftStatementFinished, RedshiftStatementStarted}
import io.github.redshiftspark.sql.RenderedSql
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.TimeUnit.NANOSECONDS
import org.apache.spark.sql.redshift.ListenerBus

/** Tells Spark's listeners of each statement of a session. A batch of the Data API is told as its statements are added.
  *
  * @param where the warehouse, as messages name it
  */
private[warehouse] final class ObservedSession(session: PooledSession, where: String) extends PooledSession {
  override def isTainted: Boolean = session.isTainted
  override def isOpen: Boolean = session.isOpen
  override def isAlive: Boolean = session.isAlive
  override def begin(): Unit = session.begin()
  override def worksAtCommit: Boolean = session.worksAtCommit
  override def commit(): Unit = session.commit()
  override def rollback(): Unit = session.rollback()
  override def endTransaction(): Unit = session.endTransaction()
  override def close(): Unit = session.close()
  override def processId: Long = session.processId
  override def cancel(): Unit = session.cancel()
  override def lastCopy(due: DueRows): Option[LoadedRows] = session.lastCopy(due)

  override def requireCount(count: RenderedSql, least: Long)(failure: Option[Long] => RedshiftSparkException): Unit =
    observed(count)(session.requireCount(count, least)(failure))

  override def execute(sql: RenderedSql): Long = observed(sql)(session.execute(sql))
  override def describe(sql: RenderedSql): Seq[ColumnDescription] = observed(sql)(session.describe(sql))
  override def query[A](sql: RenderedSql)(read: ResultRows => A): A = observed(sql)(session.query(sql)(read))
  override def stream[A](sql: RenderedSql)(read: ResultRows => A): A = observed(sql)(session.stream(sql)(read))

  private def observed[A](sql: RenderedSql)(run: => A): A = {
    val id = ObservedSession.ids.incrementAndGet()
    val started = System.nanoTime()
    def ended(error: String): Unit =
      ListenerBus.post(
        RedshiftStatementFinished(id, where, error, NANOSECONDS.toMillis(System.nanoTime() - started))
      )
    ListenerBus.post(RedshiftStatementStarted(id, where, sql.redacted, System.currentTimeMillis()))
    try {
      val value = run
      ended("")
      value
    } catch {
      case failed: Throwable =>
        ended(RedshiftEvent.text(failed))
        throw failed
    }
  }
}

private object ObservedSession {
  private val ids = new AtomicLong
}
