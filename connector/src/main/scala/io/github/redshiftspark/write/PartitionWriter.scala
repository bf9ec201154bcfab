package io.github.redshiftspark.write

import io.github.redshiftspark.StagingAccessException
import java.io.IOException
import java.util.UUID
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path}
import org.apache.spark.{TaskContext, TaskKilledException}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import scala.collection.mutable.ArrayBuffer

/** Writes one partition into files of about one size; one file is open at a time.
  *
  * How large a file is on S3 is known only when it is closed, so the bytes of its rows are counted, and weighed by the
  * ratio that the files before have shown.
  */
private[write] final class PartitionWriter(
    task: TaskContext,
    root: Path,
    extension: String,
    fileBytes: Long,
    conf: Configuration,
    opener: FileOpener
) {
  private val fileSystem: FileSystem = writing(root)(root.getFileSystem(conf))
  private val finished = ArrayBuffer.empty[WrittenFile]
  private var current = Option.empty[OpenFile]
  private var storedPerRowByte = 1.0

  private final class OpenFile(val name: String, val file: RowFile) {
    var rows = 0L
    var rowBytes = 0L
  }

  /** @param convert gives a row of the frame as it is staged; it may use one row again and again */
  def write(rows: Iterator[InternalRow], convert: InternalRow => InternalRow): Seq[WrittenFile] =
    try {
      rows.foreach { row =>
        stopIfKilled()
        add(convert(row), rowSize(row))
      }
      current.foreach(finish)
      // A speculative attempt that lost: nobody will count its files.
      stopIfKilled()
      finished.toSeq
    } catch {
      case failed: Throwable =>
        abandon(failed)
        throw failed
    }

  private def stopIfKilled(): Unit = if (task.isInterrupted()) throw new TaskKilledException

  private def rowSize(row: InternalRow): Long = row match {
    case unsafe: UnsafeRow => unsafe.getSizeInBytes.toLong
    case other => other.numFields * 16L
  }

  private def add(row: InternalRow, size: Long): Unit = {
    val file = current.getOrElse {
      val name = f"part-${task.partitionId()}%05d-${finished.size}%03d-${UUID.randomUUID()}$extension"
      val path = new Path(root, name)
      val opened = new OpenFile(name, writing(path)(opener.open(path, conf)))
      current = Some(opened)
      opened
    }
    writing(root)(file.file.write(row))
    file.rows += 1
    file.rowBytes += size
    if (file.rowBytes * storedPerRowByte >= fileBytes) finish(file)
  }

  private def finish(file: OpenFile): Unit = {
    val path = new Path(root, file.name)
    val bytes = writing(path) {
      file.file.close()
      fileSystem.getFileStatus(path).getLen
    }
    current = None
    finished += WrittenFile(file.name, bytes, file.rows)
    storedPerRowByte = math.max(0.01, bytes.toDouble / math.max(1L, file.rowBytes))
  }

  private def abandon(failed: Throwable): Unit = {
    current.foreach(open => orSuppressed(failed)(open.file.close()))
    // Closing publishes what was written so far.
    (current.map(_.name).toSeq ++ finished.map(_.name)).foreach { name =>
      orSuppressed(failed)(fileSystem.delete(new Path(root, name), false))
    }
  }

  private def orSuppressed(failed: Throwable)(work: => Any): Unit =
    try { work; () }
    catch { case second: Exception => failed.addSuppressed(second) }

  private def writing[A](path: Path)(work: => A): A =
    try work
    catch {
      case failed: IOException =>
        throw new StagingAccessException(
          s"A staged file could not be written below $path: ${failed.getMessage} Nothing was loaded. Check Spark's rights " +
            "and settings for S3, and the space of its local buffer directory (fs.s3a.buffer.dir).",
          failed
        )
    }
}
