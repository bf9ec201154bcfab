package io.github.redshiftspark.staging

import java.util.concurrent.ConcurrentHashMap
import org.apache.hadoop.conf.Configuration
import org.apache.spark.internal.Logging
import org.apache.spark.scheduler.{SparkListener, SparkListenerApplicationEnd}
import org.apache.spark.SparkContext
import scala.util.control.NonFatal

/** Every run that may have objects on S3. What is still there when the application ends is removed then. */
private[staging] object Ledger extends Logging {
  private val runs = ConcurrentHashMap.newKeySet[StagingRun]()
  private val folders = ConcurrentHashMap.newKeySet[ApplicationFolder]()
  private val kept = ConcurrentHashMap.newKeySet[ApplicationFolder]()
  private val applications = ConcurrentHashMap.newKeySet[String]()

  /** The first run below a folder also starts the sweep of what crashed applications left there. */
  def add(context: SparkContext, run: StagingRun, hadoop: Configuration): Unit = {
    runs.add(run)
    if (folders.add(run.folder)) run.files.sweepAfterHours.foreach(Sweep.start(run.folder, hadoop, _))
    val application = context.applicationId
    if (applications.add(application)) {
      context.addSparkListener(new SparkListener {
        override def onApplicationEnd(end: SparkListenerApplicationEnd): Unit = {
          applications.remove(application)
          removeAll(application, hadoop)
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

  /** Stops minding a run whose files the user wants to see. */
  def keep(run: StagingRun): Unit = {
    kept.add(run.folder)
    runs.remove(run)
  }

  private def removeAll(application: String, hadoop: Configuration): Unit = {
    runs.forEach(run => if (run.folder.application == application) remove(run))
    folders.forEach { folder =>
      if (folder.application == application) {
        folders.remove(folder)
        // What an attempt wrote after its run had ended.
        if (!kept.remove(folder))
          try folder.delete(hadoop)
          catch { case NonFatal(error) => logWarning(s"Could not remove ${folder.path}", error) }
      }
    }
  }
}
