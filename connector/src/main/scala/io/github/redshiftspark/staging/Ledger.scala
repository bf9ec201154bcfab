package io.github.redshiftspark.staging

import java.util.concurrent.ConcurrentHashMap
import org.apache.spark.internal.Logging
import org.apache.spark.scheduler.{SparkListener, SparkListenerApplicationEnd}
import org.apache.spark.SparkContext
import scala.util.control.NonFatal

/** Every run that may have objects on S3. What is still there when the application ends is removed then. */
private[staging] object Ledger extends Logging {
  private val runs = ConcurrentHashMap.newKeySet[StagingRun]()
  private val applications = ConcurrentHashMap.newKeySet[String]()

  def add(context: SparkContext, run: StagingRun): Unit = {
    runs.add(run)
    val application = context.applicationId
    if (applications.add(application)) {
      context.addSparkListener(new SparkListener {
        override def onApplicationEnd(end: SparkListenerApplicationEnd): Unit = {
          applications.remove(application)
          removeAll()
        }
      })
    }
  }

  /** A failing clean-up only warns: the work itself is done. */
  def remove(run: StagingRun): Unit =
    try {
      run.delete()
      runs.remove(run)
    } catch {
      case NonFatal(error) => logWarning(s"Could not remove ${run.root}; trying again at the application's end", error)
    }

  private def removeAll(): Unit = runs.forEach(run => remove(run))
}
