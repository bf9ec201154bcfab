package io.github.redshiftspark.warehouse

import io.github.redshiftspark.options.{ConnectionSettings, RejectedRows}
import io.github.redshiftspark.sql.{Literal, Renderer, Statement}
import io.github.redshiftspark.{PermissionDeniedException, RelationNotFoundException}
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** Why COPY refused a row.
  *
  * @param line   counted from 1; absent for columnar files
  * @param row    the row's text, where it was asked for and Redshift keeps it
  */
final case class LoadError(
    file: String,
    line: Option[String],
    column: Option[String],
    columnType: Option[String],
    code: Option[String],
    reason: String,
    row: Option[String]
) {
  def text: String = {
    val where = Seq(
      Some(s"file $file"),
      line.filterNot(_ == "0").map("line " + _),
      column.filter(_.nonEmpty).map(c => s"column $c${columnType.filter(_.nonEmpty).fold("")(t => s" ($t)")}")
    ).flatten.mkString(", ")
    s"$where: $reason${code.fold("")(c => s" (error $c)")}${row.fold("")(r => s" Row: $r")}"
  }
}

/** What Redshift noted about a failed COPY: SYS_LOAD_ERROR_DETAIL, else STL_LOAD_ERRORS of provisioned clusters. */
object LoadErrors extends Logging {
  private val Shown = 5

  /** @param fileToken text that stands in the names of this load's files and of no others
    * @return empty where nothing is known; looking never fails
    */
  def find(settings: ConnectionSettings, fileToken: String, rows: RejectedRows): Seq[LoadError] =
    try
      Warehouse.withOwnSession(settings) { session =>
        rows match {
          case RejectedRows.Shown => orElse(rejected(session, fileToken, "raw_line"))(detail(session, fileToken))
          case RejectedRows.Hidden => orElse(detail(session, fileToken))(rejected(session, fileToken, "NULL"))
        }
      }
    catch {
      case NonFatal(failed) =>
        logInfo(s"The reasons of the failed COPY could not be read: ${failed.getMessage}")
        Nil
    }

  private def orElse(first: => Seq[LoadError])(second: => Seq[LoadError]): Seq[LoadError] = {
    val found =
      try first
      catch { case _: RelationNotFoundException | _: PermissionDeniedException => Nil }
    if (found.nonEmpty) found else second
  }

  private def detail(session: WarehouseSession, token: String): Seq[LoadError] = errors(
    session,
    "SELECT file_name, line_number, column_name, column_type, error_code, error_message, NULL FROM sys_load_error_detail " +
      s"WHERE ${isOurs("file_name", token)} ORDER BY start_time LIMIT $Shown"
  )

  private def rejected(session: WarehouseSession, token: String, row: String): Seq[LoadError] = errors(
    session,
    s"SELECT filename, line_number, colname, type, err_code, err_reason, $row FROM stl_load_errors " +
      s"WHERE ${isOurs("filename", token)} ORDER BY starttime LIMIT $Shown"
  )

  private def isOurs(column: String, token: String): String =
    s"STRPOS($column, ${Renderer.expression(Literal.Text(token))}) > 0"

  private def errors(session: WarehouseSession, query: String): Seq[LoadError] =
    Answers.texts(session, Renderer.statement(Statement.UserText(query)), 7).map(_.map(_.map(_.trim))).map {
      case Seq(file, line, column, columnType, code, reason, row) =>
        LoadError(file.getOrElse("?"), line, column, columnType, code, reason.getOrElse("no reason given"), row)
      case other => throw new IllegalStateException(s"${other.size} columns")
    }
}
