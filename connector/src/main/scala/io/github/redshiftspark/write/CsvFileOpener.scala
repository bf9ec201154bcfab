package io.github.redshiftspark.write

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql.CopyFormat
import io.github.redshiftspark.types.RedshiftType
import java.io.{BufferedWriter, OutputStreamWriter, Writer}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.zip.GZIPOutputStream
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.catalyst.InternalRow

/** CSV as COPY reads it: every value in quotes, `"` doubled, NULL as its marker without quotes. */
private[write] final case class CsvFileOpener(format: StagedFormat) extends FileOpener {

  override def open(path: Path, conf: Configuration): RowFile = {
    val file = path.getFileSystem(conf).create(path)
    val stream = if (format.copyFormat == CopyFormat.CsvGzip) new GZIPOutputStream(file) else file
    val writer = new BufferedWriter(new OutputStreamWriter(stream, UTF_8))
    val columns = format.columns.toArray
    val nullText = format.nullText.text
    new RowFile {
      override def write(row: InternalRow): Unit = {
        var i = 0
        while (i < columns.length) {
          if (i > 0) writer.write(',')
          if (row.isNullAt(i)) writer.write(nullText)
          else {
            val text = TextValues.of(row, i, columns(i))
            if (text == nullText) refuseNullText(columns(i))
            if (text.isEmpty) keepEmpty(columns(i))
            quoted(writer, text)
          }
          i += 1
        }
        writer.write('\n')
      }
      override def close(): Unit = writer.close()
    }
  }

  /** COPY loads an empty field as NULL unless the column is CHAR or VARCHAR (copy-parameters-data-conversion, EMPTYASNULL). */
  private def keepEmpty(column: LoadColumn): Unit = column.redshiftType match {
    case _: RedshiftType.Character => ()
    case other =>
      throw new InvalidOptionException(
        "tempformat",
        s"${format.copyFormat.name} would turn an empty value of column '${column.name}' (${other.sql}) into NULL. Write " +
          "NULL or another value, or use PARQUET where it can carry the columns."
      )
  }

  private def refuseNullText(column: LoadColumn): Nothing =
    throw new InvalidOptionException(
      "csvnullstring",
      s"is a value of column '${column.name}', which would become NULL. Leave the option out, or choose another text."
    )

  private def quoted(writer: Writer, text: String): Unit = {
    writer.write('"')
    writer.write(text.replace("\"", "\"\""))
    writer.write('"')
  }
}
