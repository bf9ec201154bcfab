package io.github.redshiftspark.sql

import io.github.redshiftspark.sql.Statement.ColumnDefinition

/** Statements that make, change, clear and merge tables. Predicates are the user's own SQL and are never shown. */
sealed trait TableStatement extends StatementFamily

object TableStatement {

  /** A table of this session alone; it goes with it. */
  final case class CreateTemporary(table: TableName, columns: Seq[ColumnDefinition]) extends TableStatement

  /** Columns, defaults, keys and encodings of another table (r_CREATE_TABLE_NEW, LIKE). */
  final case class CreateLike(table: TableName, model: TableName) extends TableStatement
  final case class AddColumn(table: TableName, column: ColumnDefinition) extends TableStatement
  final case class DropTable(table: TableName) extends TableStatement
  final case class DropTableIfThere(table: TableName) extends TableStatement
  final case class Rename(table: TableName, to: String) extends TableStatement
  final case class CommentTable(table: TableName, text: String) extends TableStatement
  final case class CommentColumn(table: TableName, column: String, text: String) extends TableStatement

  /** Commits what came before, and itself (r_TRUNCATE). */
  final case class Truncate(table: TableName) extends TableStatement

  /** Waits for all other users of the table, readers too (r_LOCK). */
  final case class Lock(table: TableName) extends TableStatement
  final case class DeleteMatching(table: TableName, predicate: String) extends TableStatement

  final case class CountMatching(table: TableName, predicate: String) extends TableStatement

  /** Keys that stand more than once in a staged table. */
  final case class CountRepeatedKeys(staged: TableName, keys: Seq[String]) extends TableStatement
  final case class MergeDelete(target: TableName, staged: TableName, keys: Seq[String], when: String)
      extends TableStatement
  final case class MergeUpdate(
      target: TableName,
      staged: TableName,
      keys: Seq[String],
      columns: Seq[String],
      when: Option[String],
      unless: Option[String]
  ) extends TableStatement
  final case class MergeInsert(
      target: TableName,
      staged: TableName,
      keys: Seq[String],
      columns: Seq[String],
      when: Option[String],
      unless: Option[String]
  ) extends TableStatement

  /** For the rest of the session; 0: no limit (r_statement_timeout). */
  final case class StatementTimeout(millis: Long) extends TableStatement

  /** To what the user or the cluster sets (r_RESET). */
  case object ResetStatementTimeout extends TableStatement
}
