package io.github.redshiftspark.read

import io.github.redshiftspark.StagedResultException
import java.util.concurrent.{ExecutionException, Future}

/** A lease on the files of one UNLOAD.
  *
  * Partitions ask for their files through it when their task is made, so that nothing freezes file names: a result that
  * was released is unloaded again. A release while some partitions, but not all, were handed out keeps the files (two runs
  * may spread rows differently, so they must not be mixed); these go with the application.
  *
  * @param run starts one UNLOAD without blocking
  */
private[read] final class StagedResult(partitionBytes: Long, run: () => StagedRun) {
  private var current: Option[StagedRun] = None
  private var splits: Option[Seq[Seq[FileSplit]]] = None
  private var partitions: Option[Int] = None
  private var handedOut: Set[Int] = Set.empty

  /** Begins the statement, if none is on its way. */
  def start(): Unit = synchronized {
    if (current.isEmpty) current = Some(run())
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
    handedOut += partition
    files
  }

  /** Removes the files, and cancels the statement where it still runs. */
  def release(): Unit = synchronized {
    if (handedOut.isEmpty || partitions.exists(handedOut.size >= _)) {
      current.foreach(_.discard())
      current = None
      splits = None
      handedOut = Set.empty
    }
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

  /** Cancels what runs and removes what was written. */
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
        throw new StagedResultException("The UNLOAD was cancelled, because the Spark query that needed it has ended.")
    }
}
