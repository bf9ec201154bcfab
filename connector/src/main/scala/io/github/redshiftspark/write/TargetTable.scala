package io.github.redshiftspark.write

import io.github.redshiftspark.TableMismatchException
import io.github.redshiftspark.sql._
import io.github.redshiftspark.warehouse.{Answers, ColumnDescription, WarehouseSession}

/** What is there before the write. */
private[write] object TargetTable {

  /** Columns that the frame lacks get their default, or NULL: each must have the one or the other. */
  def refuseMissing(session: WarehouseSession, table: TableName, absent: Seq[ColumnDescription]): Unit = {
    val required = absent.filterNot(_.nullable).map(_.name)
    if (required.nonEmpty) {
      val filled = defaults(session, table)
      val missing = required.filterNot(name => filled.contains(name.toLowerCase(java.util.Locale.ROOT)))
      if (missing.nonEmpty)
        throw new TableMismatchException(
          table.quoted,
          s"The frame lacks ${missing.map(n => s"'$n'").mkString(", ")}, which table $table requires (NOT NULL without " +
            "default). Add the columns to the frame."
        )
    }
  }

  /** Columns with a default or identity. Without a schema in the name, tables of all visible schemas count. */
  private def defaults(session: WarehouseSession, table: TableName): Set[String] = {
    def literal(text: String) = Renderer.expression(Literal.Text(text.toLowerCase(java.util.Locale.ROOT)))
    val inSchema = table.schema.fold("")(s => s" AND LOWER(table_schema) = ${literal(s)}")
    val query = "SELECT LOWER(column_name) FROM svv_columns WHERE column_default IS NOT NULL " +
      s"AND LOWER(table_name) = ${literal(table.table)}$inSchema"
    Answers.texts(session, Renderer.statement(Statement.UserText(query)), 1).flatMap(_.head).toSet
  }
}
