package io.github.redshiftspark.read

import java.util.Collections
import java.util.concurrent.ConcurrentHashMap
import org.apache.spark.scheduler.{SparkListener, SparkListenerApplicationEnd, SparkListenerEvent}
import org.apache.spark.SparkContext
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd

/** Which staged results end with which SQL execution. Results of RDDs outside an execution end with the application
  * (their files are in the ledger).
  */
private[read] object Leases {
  private val byExecution = new ConcurrentHashMap[(String, Long), java.util.Set[StagedResult]]
  private val listening = Collections.newSetFromMap(new ConcurrentHashMap[String, java.lang.Boolean])

  /** @param executionId null outside a SQL execution */
  def endWithExecution(context: SparkContext, executionId: String, result: StagedResult): Unit =
    if (executionId != null) {
      val application = context.applicationId
      if (listening.add(application)) context.addSparkListener(new ExecutionListener(application))
      byExecution
        .computeIfAbsent((application, executionId.toLong), _ => ConcurrentHashMap.newKeySet[StagedResult]())
        .add(result)
    }

  private def end(key: (String, Long)): Unit =
    Option(byExecution.remove(key)).foreach(_.forEach(result => result.release()))

  private final class ExecutionListener(application: String) extends SparkListener {
    override def onOtherEvent(event: SparkListenerEvent): Unit = event match {
      case ended: SparkListenerSQLExecutionEnd => end((application, ended.executionId))
      case _ => ()
    }
    override def onApplicationEnd(event: SparkListenerApplicationEnd): Unit = listening.remove(application)
  }
}
