package io.github.redshiftspark.read

import io.github.redshiftspark.StagedResultException
import java.util.concurrent.{ExecutionException, Future}
import java.util.concurrent.atomic.AtomicReference

/** A lease on the files of one UNLOAD.
  *
  * Partitions ask for their files through it when their task is made, so that nothing freezes file names: a result that
  * was given up is unloaded again. Two runs may spread rows differently, so what Spark stores of one (a cached or
  * persisted RDD, maybe in part) pins its files until it is unpersisted.
  *
  * @param run      starts one UNLOAD without blocking
  * @param isPinned whether Spark stores partitions that were computed from this
  */
private[read] final class StagedResult(partitionBytes: Long, run: () => StagedRun, isPinned: () => Boolean)
    extends Lease {
  private var splits: Option[Seq[Seq[FileSplit]]] = None
  private var partitions: Option[Int] = None
  private var tasksOutside = 0L
  private var lastHandedOut = 0L

  /** The run whose files are there; kept apart, so that they can be removed when this is garbage. */
  val current = new AtomicReference[StagedRun]()

  /** Begins the statement, if none is on its way. */
  def start(): Unit = synchronized {
    if (current.get == null) current.set(run())
  }

  /** Number of partitions; waits for the statement. It never changes afterwards. */
  def partitionCount: Int = synchronized {
    partitions.getOrElse {
      val count = resolve().size
      partitions = Some(count)
      count
    }
  }

  /** The files of one partition. */
  def files(partition: Int): Seq[FileSplit] = synchronized {
    val files = resolve()(partition)
    lastHandedOut = System.currentTimeMillis()
    files
  }

  /** A job outside of any SQL execution (`df.rdd`, `toLocalIterator`) reads some partitions. */
  def jobStarted(tasks: Int): Unit = synchronized { tasksOutside += tasks }

  /** The last of such jobs has ended. Where they read all partitions, equally often, nothing is under way that the next
    * job would go on with; an iterator that was not read to its end keeps its files until it is garbage.
    */
  def jobsEnded(endMillis: Long): Unit = synchronized {
    val readWhole = partitions.exists(count => count == 0 || tasksOutside % count == 0)
    // What was handed out later belongs to a job whose events are still to come.
    if (!hasOwner && readWhole && lastHandedOut < endMillis) giveUp()
  }

  override protected def giveUp(): Unit = if (!isPinned()) {
    Option(current.getAndSet(null)).foreach(_.discard())
    splits = None
    tasksOutside = 0
  }

  private def resolve(): Seq[Seq[FileSplit]] = splits.getOrElse {
    start()
    val files = current.get.await()
    val packed = partitions match {
      case Some(count) => FileSplits.deal(FileSplits.of(files, partitionBytes), count)
      case None => FileSplits.pack(FileSplits.of(files, partitionBytes), partitionBytes)
    }
    splits = Some(packed)
    packed
  }
}

/** One UNLOAD that was started. */
private[read] trait StagedRun {

  /** Waits for the statement and gives its files. */
  def await(): Seq[ResultFile]

  /** Cancels what runs and removes what was written, without waiting for either. */
  def discard(): Unit
}

/** @param path as Hadoop opens it */
private[read] final case class ResultFile(path: String, bytes: Long)

private[read] final case class FileSplit(file: ResultFile, start: Long, length: Long)

private[read] object StagedRun {

  /** Waits, and gives the failure itself rather than its wrapping. */
  def join[A](future: Future[A]): A =
    try future.get()
    catch {
      case failed: ExecutionException => throw failed.getCause
      case _: java.util.concurrent.CancellationException =>
        throw new StagedResultException(
          "The statement was cancelled, because the Spark query that needed it has ended."
        )
    }
}
