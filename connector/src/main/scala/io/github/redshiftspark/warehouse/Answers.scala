package io.github.redshiftspark.warehouse

import io.github.redshiftspark.sql.RenderedSql

/** Small results, read whole. */
private[redshiftspark] object Answers {

  /** All rows, their first `width` columns as text; None for NULL. */
  def texts(session: WarehouseSession, sql: RenderedSql, width: Int): Seq[Seq[Option[String]]] = session.query(sql) {
    rows =>
      Iterator
        .continually(rows)
        .takeWhile(_.next())
        .map(row => (1 to width).map(i => row.text(i)))
        .toVector
  }
}
