package io.github.redshiftspark.write

import io.github.redshiftspark.sql.CopyFormat
import java.util.UUID
import org.apache.spark.sql.types.{StructField, StructType}
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** What CSV writes for NULL. */
private[write] sealed trait NullText {
  def text: String
}
private[write] object NullText {

  /** New for each write, so that no value can equal it. */
  final case class Fresh(text: String) extends NullText

  /** The user's own; a value that equals it would come back as NULL. */
  final case class Given(text: String) extends NullText

  def of(chosen: Option[String]): NullText = chosen.fold[NullText](Fresh(s"@NULL-${UUID.randomUUID()}@"))(Given)
}

/** How rows are laid down in files. Columns are called c0, c1 ...: not every format can hold the real names. */
private[write] final case class StagedFormat(copyFormat: CopyFormat, columns: Seq[LoadColumn], nullText: NullText) {

  val fileSchema: StructType =
    StructType(columns.zipWithIndex.map { case (c, i) => StructField(s"c$i", c.fileType, nullable = true) })

  def extension: String = copyFormat match {
    case CopyFormat.Parquet => ".parquet"
    case CopyFormat.Csv => ".csv"
    case CopyFormat.CsvGzip => ".csv.gz"
    case CopyFormat.Avro => ".avro"
  }

  /** AVRO loads fields by name; this file says which field goes to which column, in the column list's order. */
  def jsonPaths: Option[String] = copyFormat match {
    case CopyFormat.Avro =>
      Some(JsonMethods.compact("jsonpaths" -> fileSchema.fieldNames.toSeq.map(name => s"$$['$name']")))
    case _ => None
  }
}
