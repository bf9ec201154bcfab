package io.github.redshiftspark.sql

import io.github.redshiftspark.sql.Identifiers.quote
import io.github.redshiftspark.sql.Statement.ColumnDefinition
import io.github.redshiftspark.sql.TableStatement._

private[sql] object TableRenderer {

  /** What the user's predicates call the frame's rows. */
  private val Source = "source"

  def render(statement: TableStatement): RenderedSql = statement match {
    case CreateTemporary(table, columns) => open(s"CREATE TEMP TABLE ${table.quoted} (${definitions(columns)})")
    case CreateLike(table, model) => open(s"CREATE TABLE ${table.quoted} (LIKE ${model.quoted} INCLUDING DEFAULTS)")
    case AddColumn(table, column) => open(s"ALTER TABLE ${table.quoted} ADD COLUMN ${definition(column)}")
    case DropTable(table) => open(s"DROP TABLE ${table.quoted}")
    case DropTableIfThere(table) => open(s"DROP TABLE IF EXISTS ${table.quoted}")
    case Rename(table, to) => open(s"ALTER TABLE ${table.quoted} RENAME TO ${quote(to)}")
    case CommentTable(table, text) => open(s"COMMENT ON TABLE ${table.quoted} IS ${comment(text)}")
    case CommentColumn(table, column, text) =>
      open(s"COMMENT ON COLUMN ${table.quoted}.${quote(column)} IS ${comment(text)}")
    case Truncate(table) => open(s"TRUNCATE TABLE ${table.quoted}")
    case Lock(table) => open(s"LOCK ${table.quoted}")
    case DeleteMatching(table, predicate) => withPredicates(p => s"DELETE FROM ${table.quoted} WHERE ${p(predicate)}")
    case CountMatching(table, predicate) =>
      withPredicates(p => s"SELECT COUNT(*) FROM ${table.quoted} WHERE ${p(predicate)}")
    case CountRepeatedKeys(staged, keys) =>
      val named = keys.map(quote).mkString(", ")
      val known = keys.map(k => s"${quote(k)} IS NOT NULL").mkString(" AND ")
      open(
        s"SELECT COUNT(*) FROM (SELECT ${quote(keys.head)} FROM ${staged.quoted} WHERE $known " +
          s"GROUP BY $named HAVING COUNT(*) > 1) AS repeated"
      )
    case MergeDelete(target, staged, keys, when) =>
      withPredicates { p =>
        s"DELETE FROM ${target.quoted} WHERE EXISTS (SELECT 1 FROM ${staged.quoted} AS $Source " +
          s"WHERE ${same(target, keys)} AND ${p(when)})"
      }
    case MergeUpdate(target, staged, keys, columns, when, unless) =>
      withPredicates { p =>
        val set = columns.map(c => s"${quote(c)} = $Source.${quote(c)}").mkString(", ")
        s"UPDATE ${target.quoted} SET $set FROM ${staged.quoted} AS $Source " +
          s"WHERE ${same(target, keys)}${conditions(p, when, unless)}"
      }
    case MergeInsert(target, staged, keys, columns, when, unless) =>
      withPredicates { p =>
        s"INSERT INTO ${target.quoted} (${columns.map(quote).mkString(", ")}) " +
          s"SELECT ${columns.map(c => s"$Source.${quote(c)}").mkString(", ")} FROM ${staged.quoted} AS $Source " +
          s"WHERE NOT EXISTS (SELECT 1 FROM ${target.quoted} WHERE ${same(target, keys)})${conditions(p, when, unless)}"
      }
    case StatementTimeout(millis) => open(s"SET statement_timeout TO $millis")
    case ResetStatementTimeout => open("RESET statement_timeout")
  }

  def definitions(columns: Seq[ColumnDefinition]): String = columns.map(definition).mkString(", ")

  private def definition(column: ColumnDefinition): String =
    s"${quote(column.name)} ${column.redshiftType.sql}" +
      column.identity.fold("")(i => s" IDENTITY(${i.seed},${i.step})") +
      column.encoding.fold("")(" ENCODE " + _) + column.nullability.sql

  private def same(target: TableName, keys: Seq[String]): String =
    keys.map(k => s"${target.quoted}.${quote(k)} = $Source.${quote(k)}").mkString(" AND ")

  private def conditions(p: String => String, when: Option[String], unless: Option[String]): String =
    when.fold("")(w => s" AND ${p(w)}") + unless.fold("")(u => s" AND NOT COALESCE(${p(u)}, FALSE)")

  /** A line break ends the user's text: it may close with a comment. */
  private def withPredicates(text: (String => String) => String): RenderedSql =
    RenderedSql(Secret(text(predicate => s"($predicate\n)")), text(_ => "(the user's predicate)"))

  private def comment(text: String): String = LiteralPrinter.plain(text, "a comment")

  private def open(text: String): RenderedSql = RenderedSql(Secret(text), text)
}
