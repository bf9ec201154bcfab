package io.github.redshiftspark.sql

import java.nio.charset.StandardCharsets.UTF_8
import scala.util.matching.Regex

/** The one place that turns a name into SQL text. */
object Identifiers {

  /** Longest name in bytes; Redshift silently truncates longer ones (r_names), so we refuse them. */
  val MaxBytes = 127

  def quote(name: String): String = {
    require(name.nonEmpty, "an identifier cannot be empty")
    require(name.indexOf('\u0000') < 0, "an identifier cannot hold the NUL character")
    require(name.getBytes(UTF_8).length <= MaxBytes, s"identifier longer than $MaxBytes bytes: $name")
    "\"" + name.replace("\"", "\"\"") + "\""
  }
}

/** A relation's name of one to three parts (database, schema, table), unquoted. */
final case class TableName(parts: Seq[String]) {
  require(parts.nonEmpty && parts.size <= 3, s"a table name has one to three parts, not ${parts.size}")
  def quoted: String = parts.map(Identifiers.quote).mkString(".")
  def table: String = parts.last
  def schema: Option[String] = parts.dropRight(1).lastOption
  override def toString: String = quoted
}

object TableName {
  private val Part: Regex = "\"((?:[^\"]|\"\")+)\"|([^\".]+)".r

  /** Reads `table`, `schema.table`, `"odd name"."Table"`; a part in double quotes may hold anything. */
  def parse(text: String): Either[String, TableName] = {
    def loop(rest: String, seen: Vector[String]): Either[String, TableName] =
      Part.findPrefixMatchOf(rest) match {
        case None => Left(s"cannot read the table name: $text")
        case Some(found) =>
          val part = Option(found.group(1)).map(_.replace("\"\"", "\"")).getOrElse(found.group(2).trim)
          val after = rest.substring(found.end)
          if (part.isEmpty) Left(s"empty part in the table name: $text")
          else if (after.isEmpty && seen.size < 3) Right(TableName(seen :+ part))
          else if (after.startsWith(".") && seen.size < 2) loop(after.drop(1), seen :+ part)
          else Left(s"cannot read the table name: $text")
      }
    loop(text.trim, Vector.empty)
  }
}
