package io.github.redshiftspark.write

import io.github.redshiftspark.sql.CopyFormat
import java.util.UUID
import org.apache.spark.sql.types.{StructField, StructType}
import org.json4s.JsonDSL._
import org.json4s.jackson.JsonMethods

/** How rows are laid down in files. Columns are called c0, c1 ...: not every format can hold the real names.
  *
  * @param schema the frame's own
  */
private[write] final case class StagedFormat(copyFormat: CopyFormat, schema: StructType, nullText: String) {

  val fileSchema: StructType =
    StructType(schema.fields.zipWithIndex.map { case (f, i) => StructField(s"c$i", f.dataType, nullable = true) })

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

private[write] object StagedFormat {

  /** The marker for NULL is new for each write, so that no value can equal it. */
  def apply(copyFormat: CopyFormat, schema: StructType): StagedFormat =
    StagedFormat(copyFormat, schema, s"@NULL-${UUID.randomUUID()}@")
}
