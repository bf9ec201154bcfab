package io.github.redshiftspark.warehouse

import io.github.redshiftspark.sql.{RenderedSql, Renderer, Statement}
import java.sql.{Connection, ResultSet, ResultSetMetaData, SQLException, Statement => JdbcStatement}
import java.util.concurrent.atomic.AtomicReference

private[warehouse] final class JdbcSession(connection: Connection) extends PooledSession {
  private val running = new AtomicReference[JdbcStatement]()

  @volatile private var cancelled = false

  override def isTainted: Boolean = cancelled
  override def isOpen: Boolean = !connection.isClosed
  override def isAlive: Boolean =
    try connection.isValid(JdbcSession.CheckSeconds)
    catch { case _: SQLException => false }

  override def begin(): Unit = connection.setAutoCommit(false)
  override def commit(): Unit = connection.commit()
  override def rollback(): Unit = connection.rollback()
  override def endTransaction(): Unit = connection.setAutoCommit(true)
  override def close(): Unit =
    try connection.close()
    catch { case _: SQLException => () } // it is broken already

  override def execute(sql: RenderedSql): Long = withStatement(sql) { statement =>
    statement.execute(sql.text.reveal)
    math.max(0L, statement.getUpdateCount.toLong)
  }

  override def describe(sql: RenderedSql): Seq[ColumnDescription] = guarded(sql) {
    val statement = connection.prepareStatement(sql.text.reveal)
    val found = columns(statement.getMetaData)
    closeAfterSuccess(statement)
    found
  }

  override def query[A](sql: RenderedSql)(read: ResultRows => A): A = withStatement(sql) { statement =>
    val result = statement.executeQuery(sql.text.reveal)
    try read(new JdbcRows(result))
    finally result.close()
  }

  override def stream[A](sql: RenderedSql)(read: ResultRows => A): A = withStatement(sql) { statement =>
    // The driver fetches in portions only inside a transaction (jdbc20-configuration-options, defaultRowFetchSize).
    val alone = connection.getAutoCommit
    if (alone) connection.setAutoCommit(false)
    try {
      statement.setFetchSize(JdbcSession.FetchRows)
      val result = statement.executeQuery(sql.text.reveal)
      try read(new JdbcRows(result))
      finally result.close()
    } finally
      if (alone) {
        connection.rollback()
        connection.setAutoCommit(true)
      }
  }

  override def lastCopy(due: DueRows): Option[LoadedRows] = query(JdbcSession.lastCopy) { rows =>
    rows.next()
    Some(LoadedRows(rows.text(1).fold(0L)(_.toLong), rows.text(2).fold(-1L)(_.toLong)))
  }

  override def processId: Long = number(JdbcSession.processId)

  override def cancel(): Unit = {
    cancelled = true
    Option(running.get()).foreach { statement =>
      try statement.cancel()
      catch { case _: SQLException => () } // it may have ended meanwhile
    }
  }

  private def columns(metadata: ResultSetMetaData): Seq[ColumnDescription] =
    (1 to metadata.getColumnCount).map { i =>
      ColumnDescription(
        metadata.getColumnLabel(i),
        JdbcTypes.of(metadata.getColumnTypeName(i), metadata.getPrecision(i), metadata.getScale(i)),
        metadata.isNullable(i) != ResultSetMetaData.columnNoNulls
      )
    }

  private def withStatement[A](sql: RenderedSql)(body: JdbcStatement => A): A = guarded(sql) {
    val statement = connection.createStatement()
    running.set(statement)
    val value =
      try {
        if (cancelled) throw SqlErrors.cancelled(sql)
        body(statement)
      } finally running.set(null)
    closeAfterSuccess(statement)
    value
  }

  /** Not after a failure: the driver (2.2.2) then sends a cancel on close, which can hit the session's next statement. */
  private def closeAfterSuccess(statement: JdbcStatement): Unit = statement.close()

  private def guarded[A](sql: RenderedSql)(body: => A): A =
    try body
    catch { case error: SQLException => throw SqlErrors.classify(error, sql) }
}

private object JdbcSession {
  private val FetchRows = 5000
  private val CheckSeconds = 10
  private val lastCopy = Renderer.statement(Statement.UserText("SELECT pg_last_copy_count(), pg_last_copy_id()"))
  private val processId = Renderer.statement(Statement.UserText("SELECT pg_backend_pid()"))
}

private final class JdbcRows(result: ResultSet) extends ResultRows {
  override def next(): Boolean = result.next()

  // Text only: the driver's java.sql date classes pass through the JVM's zone and calendar.
  override def text(column: Int): Option[String] = Option(result.getString(column))
}
