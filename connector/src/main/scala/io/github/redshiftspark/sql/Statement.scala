package io.github.redshiftspark.sql

import io.github.redshiftspark.types.RedshiftType

/** How Redshift is allowed to reach S3. */
sealed trait S3Authorization extends Product with Serializable
object S3Authorization {

  /** One role, or a chain of them: each may assume the next. */
  final case class Role(arns: Seq[String]) extends S3Authorization
  case object DefaultRole extends S3Authorization
  final case class Keys(accessKey: Secret, secretKey: Secret, sessionToken: Option[Secret]) extends S3Authorization
}

sealed abstract class UnloadFormat(val name: String) extends Product with Serializable
object UnloadFormat {
  case object Parquet extends UnloadFormat("PARQUET")

  /** Delimited text with ESCAPE and a NULL marker. */
  case object Text extends UnloadFormat("TEXT")
}

sealed abstract class CopyFormat(val name: String) extends Product with Serializable
object CopyFormat {
  case object Parquet extends CopyFormat("PARQUET")
  case object Csv extends CopyFormat("CSV")
  case object CsvGzip extends CopyFormat("CSV GZIP")
  case object Avro extends CopyFormat("AVRO")
}

sealed trait ParallelUnload
object ParallelUnload {
  case object On extends ParallelUnload

  /** One file after the other, in the query's order. */
  case object Off extends ParallelUnload
}

sealed trait Statement extends Product with Serializable

object Statement {
  final case class Run(query: Query) extends Statement

  /** Asks for the plan of a query, which is not run: see [[Explainable]]. */
  final case class Explain(query: Query) extends Statement

  /** @param target          `s3://bucket/prefix` that the files' names begin with
    * @param nullText        what NULL is written as; TEXT only
    * @param extraOptions    the user's own tail, kept as it is
    * @param maxFileSizeMb   5 to 6200
    */
  final case class Unload(
      query: Query,
      target: String,
      authorization: S3Authorization,
      format: UnloadFormat,
      nullText: String,
      region: Option[String],
      kmsKey: Option[String],
      parallel: ParallelUnload,
      maxFileSizeMb: Option[Int],
      extraOptions: String
  ) extends Statement

  /** @param manifest `s3://bucket/key` of the manifest
    * @param columns  empty: all columns in the table's order
    * @param nullText what NULL is written as; CSV only
    * @param jsonPaths `s3://` path of a jsonpaths file; AVRO only, absent: fields by name
    * @param maxErrors rows that may be rejected; not for PARQUET
    */
  final case class Copy(
      table: TableName,
      columns: Seq[String],
      manifest: String,
      authorization: S3Authorization,
      format: CopyFormat,
      nullText: String,
      jsonPaths: Option[String],
      region: Option[String],
      extraOptions: String,
      maxErrors: Option[Long] = None
  ) extends Statement

  final case class ColumnDefinition(
      name: String,
      redshiftType: RedshiftType,
      nullability: Nullability,
      encoding: Option[String] = None,
      identity: Option[Identity] = None
  )

  /** Values that Redshift gives by itself. */
  final case class Identity(seed: Long, step: Long)
  sealed abstract class Nullability(val sql: String) extends Serializable
  case object Nullable extends Nullability("")
  case object NotNull extends Nullability(" NOT NULL")

  final case class CreateTable(
      table: TableName,
      columns: Seq[ColumnDefinition],
      attributes: TableAttributes = TableAttributes.Automatic
  ) extends Statement
  final case class CreateTableIfAbsent(
      table: TableName,
      columns: Seq[ColumnDefinition],
      attributes: TableAttributes = TableAttributes.Automatic
  ) extends Statement
  final case class DeleteAll(table: TableName) extends Statement
  final case class DeleteWhere(table: TableName, condition: SqlExpr) extends Statement
  final case class InsertRow(table: TableName, columns: Seq[String], values: Seq[SqlExpr]) extends Statement

  /** Labels what follows in the session, at most 320 characters (r_query_group). */
  final case class SetQueryGroup(label: String) extends Statement

  /** Fails, by a division by zero, where a count is below `least`: a batch of the Data API can be undone by an
    * error only.
    */
  final case class RequireCount(count: RenderedSql, least: Long) extends Statement

  /** Fails where the session's last COPY loaded another number of rows (PG_LAST_COPY_COUNT). */
  final case class RequireLastCopy(least: Long, most: Long) extends Statement

  /** All columns of one item: what a describe asks for. */
  final case class SelectAll(from: FromItem) extends Statement

  /** Text that the user wrote himself. It may hold a secret, so it is never shown. */
  final case class UserText(text: String) extends Statement
}

/** Statements that live in a file of their own: see [[TableStatement]]. */
trait StatementFamily extends Statement
