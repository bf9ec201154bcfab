package io.github.redshiftspark.write

import io.github.redshiftspark.read.WallClock
import io.github.redshiftspark.sql.CopyFormat
import java.io.{BufferedWriter, OutputStreamWriter, Writer}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.zip.GZIPOutputStream
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types._

/** CSV as COPY reads it: every value in quotes, `"` doubled, NULL as the run's marker without quotes. */
private[write] final case class CsvFileOpener(format: StagedFormat, clock: WallClock) extends FileOpener {

  override def open(path: Path, conf: Configuration): RowFile = {
    val file = path.getFileSystem(conf).create(path)
    val stream = if (format.copyFormat == CopyFormat.CsvGzip) new GZIPOutputStream(file) else file
    val writer = new BufferedWriter(new OutputStreamWriter(stream, UTF_8))
    val types = format.schema.fields.map(_.dataType)
    new RowFile {
      override def write(row: InternalRow): Unit = {
        var i = 0
        while (i < types.length) {
          if (i > 0) writer.write(',')
          if (row.isNullAt(i)) writer.write(format.nullText) else quoted(writer, TextValues.of(row, i, types(i), clock))
          i += 1
        }
        writer.write('\n')
      }
      override def close(): Unit = writer.close()
    }
  }

  private def quoted(writer: Writer, text: String): Unit = {
    writer.write('"')
    writer.write(text.replace("\"", "\"\""))
    writer.write('"')
  }
}
