package io.github.redshiftspark.write

import io.github.redshiftspark.RedshiftSparkException
import io.github.redshiftspark.read.WallClock
import io.github.redshiftspark.sql.CopyFormat
import io.github.redshiftspark.staging.{StagedFile, StagingRun}
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.redshift.SparkSessions
import org.apache.spark.util.SerializableConfiguration
import org.apache.spark.{SparkException, TaskContext}

/** Stages a frame: each task writes its files straight to their final keys.
  *
  * Only files that a task's result names count. What a killed or speculative attempt wrote has a key of its own, is in
  * no manifest, and goes with the run's folder.
  */
private[write] object StagedWrite {

  /** @throws io.github.redshiftspark.StagingAccessException where a file cannot be written: rights, a full disk, S3 */
  def run(
      session: SparkSessions.Session,
      data: DataFrame,
      staging: StagingRun,
      format: StagedFormat,
      limits: TextLimits,
      fileBytes: Long,
      hadoop: Configuration
  ): StagedFrame = {
    val clock = WallClock(DateTimeUtils.getZoneId(session.sessionState.conf.sessionLocalTimeZone))
    val open: FileOpener = format.copyFormat match {
      case CopyFormat.Parquet => ParquetFileOpener(session, format)
      case CopyFormat.Avro => AvroFileOpener(format)
      case CopyFormat.Csv | CopyFormat.CsvGzip => CsvFileOpener(format)
    }
    val (root, extension) = (staging.root, format.extension)
    val conf = new SerializableConfiguration(hadoop)
    val rows = StagedRows(format.columns, clock)
    // The frame's own execution: a streaming batch cannot be planned again.
    val frame = data.queryExecution.toRdd
    val written =
      try
        session.sparkContext.runJob(
          frame,
          (task: TaskContext, part: Iterator[InternalRow]) => {
            val gauge = limits.gauge()
            val writer = new PartitionWriter(task, new Path(root), extension, fileBytes, conf.value, open)
            WrittenPart(writer.write(part, rows.converter().andThen(gauge.seen _)), gauge.longest)
          }
        )
      catch { case failed: SparkException => throw typed(failed) }
    StagedFrame(
      written.toSeq.flatMap(_.files).map(f => StagedFile(staging.redshiftPath(f.name), f.bytes, Some(f.rows))),
      written.toSeq.flatMap(_.longest).groupBy(_._1).map { case (column, found) => column -> found.map(_._2).max }
    )
  }

  /** A task's typed error instead of the job's, which repeats it with a stack trace. */
  private def typed(failed: SparkException): Exception =
    Iterator
      .iterate[Throwable](failed)(_.getCause)
      .takeWhile(_ != null)
      .take(20)
      .collectFirst { case ours: RedshiftSparkException => ours }
      .getOrElse(failed)
}

/** @param longest bytes of the longest string, by column */
private[write] final case class StagedFrame(files: Seq[StagedFile], longest: Map[String, Int])

private[write] final case class WrittenPart(files: Seq[WrittenFile], longest: Map[String, Int])

/** @param name within the run's folder */
private[write] final case class WrittenFile(name: String, bytes: Long, rows: Long)

/** Opens one staged file inside a task. */
private[write] trait FileOpener extends Serializable {
  def open(path: Path, conf: Configuration): RowFile
}

private[write] trait RowFile {
  def write(row: InternalRow): Unit
  def close(): Unit
}
