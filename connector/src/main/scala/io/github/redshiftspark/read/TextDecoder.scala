package io.github.redshiftspark.read

import java.io.{BufferedReader, InputStreamReader}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.UUID
import org.apache.hadoop.fs.Path
import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.redshift.{ParquetShims, SparkSessions}
import org.apache.spark.util.SerializableConfiguration

/** Rows out of UNLOAD's delimited text: `|` between fields, a backslash before `|`, line breaks and itself. */
private[read] final case class TextDecoder(
    hadoop: SerializableConfiguration,
    carriers: Seq[Carrier],
    clock: WallClock,
    nullText: String
) {

  def rows: PartitionedFile => Iterator[InternalRow] = {
    val (conf, columns, wallClock, marker) = (hadoop, carriers, clock, nullText)
    file =>
      // Text files cannot be cut at a byte: a file's first piece reads it all.
      if (file.start > 0) Iterator.empty
      else {
        val path = new Path(ParquetShims.path(file))
        val reader = new BufferedReader(new InputStreamReader(path.getFileSystem(conf.value).open(path), UTF_8))
        Option(TaskContext.get()).foreach(_.addTaskCompletionListener[Unit](_ => reader.close()))
        TextDecoder.records(reader).map(fields => TextDecoder.row(fields, columns, wallClock, marker))
      }
  }
}

private[read] object TextDecoder {

  /** A marker for NULL that no value equals: made anew for each statement. */
  def freshNullText(): String = s"@NULL-${UUID.randomUUID()}@"

  def apply(
      session: SparkSessions.Session,
      carriers: Seq[Carrier],
      clock: WallClock,
      nullText: String
  ): TextDecoder =
    TextDecoder(new SerializableConfiguration(session.sessionState.newHadoopConf()), carriers, clock, nullText)

  private[read] def records(reader: BufferedReader): Iterator[Seq[String]] = new Iterator[Seq[String]] {
    private var pending: Option[Seq[String]] = None
    override def hasNext: Boolean = {
      if (pending.isEmpty) pending = readRecord()
      pending.isDefined
    }
    override def next(): Seq[String] = {
      if (!hasNext) throw new NoSuchElementException("no more records")
      val record = pending.get
      pending = None
      record
    }

    private def readRecord(): Option[Seq[String]] = {
      val fields = Seq.newBuilder[String]
      val field = new StringBuilder
      var any = false
      var next = reader.read()
      while (next >= 0 && next != '\n') {
        any = true
        next match {
          case '\\' => field.append(reader.read().toChar)
          case '|' =>
            fields += field.toString
            field.clear()
          case other => field.append(other.toChar)
        }
        next = reader.read()
      }
      if (!any && next < 0) None
      else {
        fields += field.toString
        Some(fields.result())
      }
    }
  }

  private[read] def row(
      fields: Seq[String],
      carriers: Seq[Carrier],
      clock: WallClock,
      nullText: String
  ): InternalRow =
    new GenericInternalRow(
      carriers
        .zip(fields)
        .map { case (carrier, text) =>
          if (text == nullText) null else TextValue.parse(text, carrier, clock)
        }
        .toArray[Any]
    )
}
