package io.github.redshiftspark.warehouse

import io.github.redshiftspark.RedshiftSparkException
import io.github.redshiftspark.sql.RenderedSql
import io.github.redshiftspark.types.RedshiftType

final case class ColumnDescription(name: String, redshiftType: RedshiftType, nullable: Boolean)

/** @param query Redshift's number of the COPY */
final case class LoadedRows(rows: Long, query: Long)

/** What a COPY has to load.
  *
  * @param mayBeRejected rows of the staged ones that it may leave out
  */
final case class DueRows(staged: Long, mayBeRejected: Long) {
  def least: Long = math.max(0L, staged - mayBeRejected)
  def met(loaded: Long): Boolean = least <= loaded && loaded <= staged
}

/** The rows of a result, from before the first. Values come as Redshift prints them. */
trait ResultRows {

  /** Moves to the next row; false after the last. */
  def next(): Boolean

  /** The value of a column of this row, counted from 1; None for NULL. */
  def text(column: Int): Option[String]
}

/** One session at Redshift. Every method throws the typed errors of this library, with redacted statements.
  *
  * Results are closed before a method returns: the driver can skip a commit silently while one is open.
  */
trait WarehouseSession {

  /** Runs a statement; returns the number of rows it changed, 0 where it has none. */
  def execute(sql: RenderedSql): Long

  /** The columns that a query would give. Nothing is scanned. */
  def describe(sql: RenderedSql): Seq[ColumnDescription]

  def query[A](sql: RenderedSql)(read: ResultRows => A): A

  /** Like `query`, for a result that may be large: rows come in portions, and none after `read` returns. */
  def stream[A](sql: RenderedSql)(read: ResultRows => A): A

  /** The one value of a query that gives one, e.g. a count. */
  final def number(sql: RenderedSql): Long = query(sql) { rows =>
    if (rows.next()) rows.text(1).map(_.toLong).getOrElse(0L)
    else throw new io.github.redshiftspark.StatementFailedException("", sql.redacted, "The query gave no row.", null)
  }

  /** Fails, and with it the transaction, where a count is below `least`.
    *
    * @param failure of a count; of None where the Data API runs the transaction as one batch, and does not tell it
    */
  def requireCount(count: RenderedSql, least: Long)(failure: Option[Long] => RedshiftSparkException): Unit = {
    val found = number(count)
    if (found < least) throw failure(Some(found))
  }

  /** What the session's last COPY loaded; None where that is checked later, and another number of rows fails the
    * transaction (the Data API runs it as one batch).
    *
    */
  def lastCopy(due: DueRows): Option[LoadedRows]

  /** The server's process, by which another session can end this one. */
  def processId: Long

  /** Cancels the statement that runs on another thread, if any; later ones fail. */
  def cancel(): Unit
}
