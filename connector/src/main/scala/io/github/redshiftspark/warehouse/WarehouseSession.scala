package io.github.redshiftspark.warehouse

import io.github.redshiftspark.sql.RenderedSql
import io.github.redshiftspark.types.RedshiftType
import java.sql.ResultSet

final case class ColumnDescription(name: String, redshiftType: RedshiftType, nullable: Boolean)

/** One session at Redshift. Every method throws the typed errors of this library, with redacted statements.
  *
  * Results are closed before a method returns: the driver can skip a commit silently while one is open.
  */
trait WarehouseSession {

  /** Runs a statement; returns the number of rows it changed, 0 where it has none. */
  def execute(sql: RenderedSql): Long

  /** The columns that a query would give. Nothing is scanned. */
  def describe(sql: RenderedSql): Seq[ColumnDescription]

  def query[A](sql: RenderedSql)(read: ResultSet => A): A

  /** Cancels the statement that runs on another thread, if any. */
  def cancel(): Unit
}
