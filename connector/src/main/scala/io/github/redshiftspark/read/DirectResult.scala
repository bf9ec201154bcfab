package io.github.redshiftspark.read

import io.github.redshiftspark.options.ConnectionSettings
import io.github.redshiftspark.sql.{Query, Renderer, Statement}
import io.github.redshiftspark.{ResultTooLargeException, StagedResultException}
import io.github.redshiftspark.warehouse.{ResultRows, Warehouse, WarehouseSession}
import java.util.concurrent.{Callable, Future}
import java.util.concurrent.atomic.{AtomicBoolean, AtomicReference}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow

/** What came of fetching rows over the connection. */
private[read] sealed trait Fetched
private[read] object Fetched {
  final case class Rows(rows: Seq[InternalRow]) extends Fetched

  /** The result has more bytes than a driver should hold; nothing of it was kept. */
  case object TooLarge extends Fetched
}

/** A lease on rows that one statement gives over the connection.
  *
  * @param maxBytes where fetching stops, roughly: the text of the values is counted
  */
private[read] final class DirectResult(
    connection: ConnectionSettings,
    query: Query,
    carriers: Seq[Carrier],
    clock: WallClock,
    maxBytes: Long
) extends Lease {
  private var current: Option[DirectFetch] = None

  /** Begins the statement, if none is on its way. */
  def start(): Unit = synchronized {
    if (current.isEmpty) current = Some(new DirectFetch(connection, query, carriers, clock, maxBytes))
  }

  /** Waits for the rows. */
  def await(): Fetched = {
    val fetch = synchronized {
      start()
      current.get
    }
    fetch.await()
  }

  /** Time that the statement and its rows took, in milliseconds; 0 before they are there. */
  def millis: Long = synchronized(current.fold(0L)(_.millis))

  override protected def giveUp(): Unit = {
    current.foreach(_.cancel())
    current = None
  }
}

/** One run of the statement, on a thread of its own. */
private final class DirectFetch(
    connection: ConnectionSettings,
    query: Query,
    carriers: Seq[Carrier],
    clock: WallClock,
    maxBytes: Long
) {
  private val running = new AtomicReference[WarehouseSession]()
  private val cancelled = new AtomicBoolean(false)
  @volatile private var took = 0L
  private val outcome: Future[Fetched] = StatementThreads.submit(new Callable[Fetched] {
    override def call(): Fetched = {
      val started = System.nanoTime()
      try fetch()
      finally took = (System.nanoTime() - started) / 1000000L
    }
  })

  def await(): Fetched = StagedRun.join(outcome)

  def millis: Long = took

  /** Under the lock of `fetch`: a session that went back to the pool may already serve somebody else. */
  def cancel(): Unit = {
    cancelled.set(true)
    running.synchronized(Option(running.get()).foreach(_.cancel()))
  }

  private def fetch(): Fetched = Warehouse.withSession(connection) { session =>
    running.set(session)
    try {
      if (cancelled.get())
        throw new StagedResultException("The query was not sent: the Spark query that needed it has ended.")
      val statement = Renderer.statement(Statement.Run(query))
      // A short result is not worth a transaction of its own.
      if (ResultSize.maxRows(query).exists(_ <= DirectFetch.ShortResultRows)) session.query(statement)(read)
      else session.stream(statement)(read)
    } catch {
      // Files would lose the order of a result that must not be cut off.
      case _: ResultTooLargeException if maxBytes < Long.MaxValue => Fetched.TooLarge
    } finally running.synchronized(running.set(null))
  }

  private def read(result: ResultRows): Fetched = {
    val rows = Seq.newBuilder[InternalRow]
    var bytes = 0L
    while (bytes <= maxBytes && result.next()) {
      val row = new GenericInternalRow(carriers.size)
      carriers.indices.foreach { i =>
        result.text(i + 1).foreach { text =>
          bytes += text.length
          row(i) = TextValue.parse(text, carriers(i), clock)
        }
      }
      bytes += DirectFetch.RowOverhead
      rows += row
    }
    if (bytes <= maxBytes) Fetched.Rows(rows.result()) else Fetched.TooLarge
  }
}

private object DirectFetch {
  private val RowOverhead = 16L
  private val ShortResultRows = 1000L
}
