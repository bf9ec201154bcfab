package io.github.redshiftspark.read

import io.github.redshiftspark.StagedResultException
import org.apache.spark.{Partition, SparkContext, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow

/** One partition whose rows the driver has fetched. */
private[read] final class DirectRDD(context: SparkContext, @transient private val result: DirectResult)
    extends RDD[InternalRow](context, Nil) {
  override protected def getPartitions: Array[Partition] = Array(new FetchingPartition(result))

  override def compute(split: Partition, task: TaskContext): Iterator[InternalRow] = split match {
    case fetched: FetchedPartition => fetched.rows.iterator
    case fetching: FetchingPartition => fetching.fetch.rows.iterator
  }
}

/** Stays on the driver: it gives the lease's rows when it is serialised into a task, so every action sees fresh rows. */
private final class FetchingPartition(result: DirectResult) extends Partition {
  override def index: Int = 0
  def fetch: FetchedPartition = result.await() match {
    case Fetched.Rows(rows) => FetchedPartition(rows)
    case Fetched.TooLarge =>
      throw new StagedResultException("The result has grown beyond 'direct_max_bytes' since it was first read.")
  }

  @throws[java.io.ObjectStreamException]
  private def writeReplace(): AnyRef = fetch
}

private final case class FetchedPartition(rows: Seq[InternalRow]) extends Partition {
  override def index: Int = 0
}
