package io.github.redshiftspark.write

import io.github.redshiftspark.read.WallClock
import io.github.redshiftspark.sql.CopyFormat
import io.github.redshiftspark.types.RedshiftType
import io.github.redshiftspark.StagingAccessException
import java.io.{File, IOException}
import java.nio.file.Files
import java.time.ZoneId
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.{TaskContext, TaskKilledException}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.redshift.PartitionWriterTasks
import org.apache.spark.sql.types.LongType
import org.scalatest.funsuite.AnyFunSuite

class PartitionWriterSuite extends AnyFunSuite {
  private val column = LoadColumn("id", RedshiftType.BigInt, 0, LongType, LongType)
  private val format = StagedFormat(CopyFormat.Csv, Seq(column), NullText.of(None))
  private val staged = StagedRows(Seq(column), WallClock(ZoneId.of("UTC")))

  private def rows(count: Int): Iterator[InternalRow] = {
    val toUnsafe = UnsafeProjection.create(Array[org.apache.spark.sql.types.DataType](LongType))
    Iterator.range(0, count).map(i => toUnsafe(InternalRow(i.toLong)))
  }

  private def folder(): File = Files.createTempDirectory("partition").toFile

  private def writer(
      root: File,
      task: TaskContext,
      bytes: Long = 1L << 30,
      opener: FileOpener = CsvFileOpener(format)
  ) =
    new PartitionWriter(task, new Path(root.toURI), ".csv", bytes, new Configuration(), opener)

  private def data(root: File): Seq[String] = root.list().toSeq.filterNot(_.startsWith(".")).sorted

  test("files end at the size, and name all rows") {
    val root = folder()
    val files = writer(root, PartitionWriterTasks.running(), bytes = 1000).write(rows(1000), staged.converter())
    assert(files.size > 3)
    assert(files.map(_.rows).sum === 1000)
    assert(files.map(_.name).sorted === data(root))
    assert(files.forall(f => new File(root, f.name).length() === f.bytes))
    // The ratio of stored to counted bytes is learnt from the first file.
    assert(files.drop(1).dropRight(1).forall(f => f.bytes > 500 && f.bytes < 2000))
  }

  test("no rows, no file") {
    val root = folder()
    assert(writer(root, PartitionWriterTasks.running()).write(Iterator.empty, staged.converter()) === Nil)
    assert(data(root) === Nil)
  }

  test("an attempt that is killed leaves nothing, be it at its end") {
    Seq(0, 500, 999).foreach { at =>
      val root = folder()
      val task = PartitionWriterTasks.running()
      val killed = rows(1000).zipWithIndex.map { case (row, i) =>
        if (i == at) PartitionWriterTasks.kill(task)
        row
      }
      assertThrows[TaskKilledException](writer(root, task, bytes = 1000).write(killed, staged.converter()))
      assert(data(root) === Nil)
    }
  }

  test("an attempt that fails leaves nothing, and another one beside it is untouched") {
    val root = folder()
    val whole = writer(root, PartitionWriterTasks.running()).write(rows(10), staged.converter())
    val failing = rows(1000).zipWithIndex.map { case (row, i) => if (i == 700) sys.error("bad row") else row }
    val failed = intercept[RuntimeException] {
      writer(root, PartitionWriterTasks.running(), bytes = 1000).write(failing, staged.converter())
    }
    assert(failed.getMessage === "bad row")
    assert(data(root) === whole.map(_.name))
  }

  test("a full disk is a typed error that says where to look") {
    val opener = new FileOpener {
      override def open(path: Path, conf: Configuration): RowFile = new RowFile {
        override def write(row: InternalRow): Unit = throw new IOException("No space left on device")
        override def close(): Unit = ()
      }
    }
    val failed = intercept[StagingAccessException] {
      writer(folder(), PartitionWriterTasks.running(), opener = opener).write(rows(3), staged.converter())
    }
    assert(failed.getMessage.contains("No space left on device") && failed.getMessage.contains("fs.s3a.buffer.dir"))
  }
}
