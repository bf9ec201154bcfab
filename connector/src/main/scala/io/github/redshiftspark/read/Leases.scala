package io.github.redshiftspark.read

import java.lang.ref.{ReferenceQueue, WeakReference}
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicReference
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD
import org.apache.spark.scheduler._
import org.apache.spark.sql.execution.SQLExecution
import org.apache.spark.sql.execution.ui.{SparkListenerSQLExecutionEnd, SparkListenerSQLExecutionStart}
import scala.collection.JavaConverters._

/** Ends leases with what they serve: a SQL execution, a job outside of one, or the RDD that holds them.
  *
  * Owners are entered by the thread that starts an action; Spark's events, which come later, only let go.
  */
private[read] object Leases {
  private val byApplication = new ConcurrentHashMap[String, Tracker]

  /** An action of this plan begins in the calling thread; outside of a SQL execution nothing is entered. */
  def enter(context: SparkContext, lease: Lease): Unit = {
    val execution = context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY)
    if (execution != null) tracker(context).enter(execution.toLong, lease)
  }

  def inExecution(context: SparkContext): Boolean =
    context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY) != null

  /** Remembers which RDD reads a staged result. */
  def readBy(rdd: StagedFilesRDD[_], result: StagedResult): Unit = tracker(rdd.context).readBy(rdd.id, result)

  /** Whether Spark stores an RDD, or a part of it, that is computed from this result. */
  def isPinned(context: SparkContext, result: => StagedResult): Boolean =
    !context.isStopped && context.getPersistentRDDs.values.exists(reads(_, result))

  private def reads(rdd: RDD[_], result: StagedResult): Boolean = {
    val seen = scala.collection.mutable.Set.empty[Int]
    def walk(rdd: RDD[_]): Boolean = seen.add(rdd.id) && (rdd match {
      case staged: StagedFilesRDD[_] => staged.result eq result
      case other => other.dependencies.exists(d => walk(d.rdd))
    })
    walk(rdd)
  }

  private def tracker(context: SparkContext): Tracker =
    byApplication.computeIfAbsent(
      context.applicationId,
      application => {
        val tracker = new Tracker(application)
        context.addSparkListener(tracker)
        tracker
      }
    )

  /** A result that is garbage while its files are not: those of an iterator that was not read to its end, say. */
  private final class Reader(
      result: StagedResult,
      val current: AtomicReference[StagedRun],
      queue: ReferenceQueue[StagedResult]
  ) extends WeakReference[StagedResult](result, queue)

  private final class Tracker(application: String) extends SparkListener {
    private val byExecution = new ConcurrentHashMap[Long, java.util.Set[Lease]]
    private val byRdd = new ConcurrentHashMap[Int, Reader]
    private val byJob = new ConcurrentHashMap[Int, Seq[Reader]]
    // As the events tell it. The thread that serves an iterator keeps the id of an execution that has ended.
    private var running = Set.empty[Long]
    private val garbage = new ReferenceQueue[StagedResult]

    def enter(execution: Long, lease: Lease): Unit = {
      byExecution.computeIfAbsent(execution, _ => ConcurrentHashMap.newKeySet[Lease]()).add(lease)
      lease.enter(execution, id => SQLExecution.getQueryExecution(id) != null)
    }

    def readBy(rdd: Int, result: StagedResult): Unit = byRdd.put(rdd, new Reader(result, result.current, garbage))

    override def onOtherEvent(event: SparkListenerEvent): Unit = event match {
      case started: SparkListenerSQLExecutionStart => running += started.executionId
      case ended: SparkListenerSQLExecutionEnd =>
        running -= ended.executionId
        Option(byExecution.remove(ended.executionId)).foreach(_.forEach(lease => lease.leave(ended.executionId)))
      case _ => ()
    }

    override def onJobStart(job: SparkListenerJobStart): Unit =
      if (!executionOf(job).exists(running.contains)) {
        val readers = for {
          stage <- job.stageInfos
          rdd <- stage.rddInfos
          reader <- Option(byRdd.get(rdd.id))
        } yield {
          Option(reader.get).foreach(_.jobStarted(stage.numTasks))
          reader
        }
        if (readers.nonEmpty) byJob.put(job.jobId, readers)
      }

    private def executionOf(job: SparkListenerJobStart): Option[Long] =
      Option(job.properties).flatMap(p => Option(p.getProperty(SQLExecution.EXECUTION_ID_KEY))).map(_.toLong)

    override def onJobEnd(job: SparkListenerJobEnd): Unit =
      Option(byJob.remove(job.jobId)).foreach(readers => endedAt(readers, job.time))

    override def onUnpersistRDD(unpersisted: SparkListenerUnpersistRDD): Unit = {
      endedAt(byRdd.values.asScala.toSeq, Long.MaxValue)
      collectGarbage()
    }

    private def endedAt(readers: Seq[Reader], millis: Long): Unit = {
      val busy = byJob.values.asScala.flatten.flatMap(r => Option(r.get)).toSet
      readers.flatMap(r => Option(r.get)).distinct.filterNot(busy).foreach(_.jobsEnded(millis))
    }

    override def onTaskEnd(task: SparkListenerTaskEnd): Unit = collectGarbage()

    override def onApplicationEnd(end: SparkListenerApplicationEnd): Unit = byApplication.remove(application)

    private def collectGarbage(): Unit =
      Iterator.continually(garbage.poll()).takeWhile(_ != null).foreach { case reader: Reader =>
        byRdd.values.remove(reader)
        Option(reader.current.getAndSet(null)).foreach(_.discard())
      }
  }
}
