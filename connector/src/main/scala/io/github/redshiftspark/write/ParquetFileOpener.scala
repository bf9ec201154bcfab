package io.github.redshiftspark.write

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.{Job, TaskAttemptContext, TaskAttemptID, TaskType}
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.OutputWriterFactory
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.redshift.{RebaseModes, SparkSessions}
import org.apache.spark.util.SerializableConfiguration

/** Parquet by Spark's own writer: INT96 timestamps (the only encoding seen to load), dates and times never rebased. */
private[write] final case class ParquetFileOpener(
    factory: OutputWriterFactory,
    settings: SerializableConfiguration,
    format: StagedFormat
) extends FileOpener {

  override def open(path: Path, conf: Configuration): RowFile = {
    val id = new TaskAttemptID("", 0, TaskType.MAP, 0, 0)
    val context: TaskAttemptContext = new TaskAttemptContextImpl(settings.value, id)
    val writer = RebaseModes.corrected(factory.newInstance(path.toString, format.fileSchema, context))
    new RowFile {
      override def write(row: InternalRow): Unit = writer.write(row)
      override def close(): Unit = writer.close()
    }
  }
}

private[write] object ParquetFileOpener {
  def apply(session: SparkSessions.Session, format: StagedFormat): ParquetFileOpener = {
    val conf = session.sessionState.newHadoopConf()
    val job = Job.getInstance(conf)
    val factory = new ParquetFileFormat().prepareWrite(session, job, Map("compression" -> "snappy"), format.fileSchema)
    val settings = job.getConfiguration
    // After prepareWrite, which copies the session's own choices.
    settings.set(SQLConf.PARQUET_OUTPUT_TIMESTAMP_TYPE.key, "INT96")
    settings.set(SQLConf.PARQUET_WRITE_LEGACY_FORMAT.key, "false")
    ParquetFileOpener(factory, new SerializableConfiguration(settings), format)
  }
}
