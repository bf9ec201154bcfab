package io.github.redshiftspark.read

import java.io.ObjectStreamException
import org.apache.spark.{InterruptibleIterator, Partition, SparkContext, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.redshift.ParquetShims
import scala.reflect.ClassTag

/** Reads the files of a staged result; the driver asks the lease, executors see files only. */
private[read] final class StagedFilesRDD[A: ClassTag](
    context: SparkContext,
    @transient val result: StagedResult,
    read: PartitionedFile => Iterator[A]
) extends RDD[A](context, Nil) {
  Leases.readBy(this, result)

  override protected def getPartitions: Array[Partition] =
    Array.tabulate(result.partitionCount)(i => new LeasedPartition(i, result))

  override def compute(split: Partition, task: TaskContext): Iterator[A] = {
    val files = split match {
      case resolved: ResolvedPartition => resolved.files
      case leased: LeasedPartition => leased.resolve.files
    }
    new InterruptibleIterator(
      task,
      files.iterator.flatMap(s => read(ParquetShims.partitionedFile(s.file.path, s.start, s.length, s.file.bytes)))
    )
  }
}

/** Stays on the driver: it is replaced by its files whenever it is serialised into a task. */
private final class LeasedPartition(override val index: Int, result: StagedResult) extends Partition {
  def resolve: ResolvedPartition = ResolvedPartition(index, result.files(index))

  @throws[ObjectStreamException]
  private def writeReplace(): AnyRef = resolve
}

private final case class ResolvedPartition(index: Int, files: Seq[FileSplit]) extends Partition
