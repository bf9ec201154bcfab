package io.github.redshiftspark.write

import io.github.redshiftspark.read.WallClock
import io.github.redshiftspark.sql.CopyFormat
import io.github.redshiftspark.staging.{StagedFile, StagingRun}
import java.util.UUID
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.TaskContext
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.redshift.SparkSessions
import org.apache.spark.util.SerializableConfiguration

/** Stages a frame: one file a task, straight to its final key.
  *
  * Only files that a task's result names count. What a killed or speculative attempt wrote has a key of its own, is in
  * no manifest, and goes with the run's folder.
  */
private[write] object StagedWrite {

  def run(
      session: SparkSessions.Session,
      data: DataFrame,
      staging: StagingRun,
      format: StagedFormat,
      hadoop: Configuration
  ): Seq[StagedFile] = {
    val clock = WallClock(DateTimeUtils.getZoneId(session.sessionState.conf.sessionLocalTimeZone))
    val open: FileOpener = format.copyFormat match {
      case CopyFormat.Parquet => ParquetFileOpener(session, format, clock)
      case CopyFormat.Avro => AvroFileOpener(format, clock)
      case CopyFormat.Csv | CopyFormat.CsvGzip => CsvFileOpener(format, clock)
    }
    val (root, extension) = (staging.root, format.extension)
    val conf = new SerializableConfiguration(hadoop)
    val rows = data.queryExecution.toRdd
    val written = session.sparkContext.runJob(
      rows,
      (task: TaskContext, part: Iterator[InternalRow]) => writePartition(task, part, root, extension, conf, open)
    )
    written.toSeq.flatten.map { case (name, bytes, count) =>
      StagedFile(staging.redshiftPath(name), bytes, Some(count))
    }
  }

  private def writePartition(
      task: TaskContext,
      rows: Iterator[InternalRow],
      root: String,
      extension: String,
      conf: SerializableConfiguration,
      open: FileOpener
  ): Option[(String, Long, Long)] =
    if (!rows.hasNext) None
    else {
      val name = f"part-${task.partitionId()}%05d-${UUID.randomUUID()}$extension"
      val path = new Path(s"$root/$name")
      val file = open.open(path, conf.value)
      var count = 0L
      try
        rows.foreach { row =>
          if (task.isInterrupted()) throw new org.apache.spark.TaskKilledException
          file.write(row)
          count += 1
        }
      catch {
        case failed: Throwable =>
          try file.close()
          catch { case second: Exception => failed.addSuppressed(second) }
          // Closing publishes what was written so far.
          try path.getFileSystem(conf.value).delete(path, false)
          catch { case second: Exception => failed.addSuppressed(second) }
          throw failed
      }
      file.close()
      Some((name, path.getFileSystem(conf.value).getFileStatus(path).getLen, count))
    }
}

/** Opens one staged file inside a task. */
private[write] trait FileOpener extends Serializable {
  def open(path: Path, conf: Configuration): RowFile
}

private[write] trait RowFile {
  def write(row: InternalRow): Unit
  def close(): Unit
}
