package io.github.redshiftspark.staging

import io.github.redshiftspark.options.StagedFiles
import java.nio.file.AccessDeniedException
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

  /** Applications, and the buckets that they have checked. */
  private val checked = ConcurrentHashMap.newKeySet[(String, String)]()

  /** Applications, and the buckets from which they were seen to have no right to remove. */
  private val undeletable = ConcurrentHashMap.newKeySet[(String, String)]()

  /** The first run below a folder also starts the sweep of what crashed applications left there. */
  def add(context: SparkContext, run: StagingRun, hadoop: Configuration): Unit = {
    runs.add(run)
    if (folders.add(run.folder)) run.files.sweepAfterHours.foreach(Sweep.start(run.folder, hadoop, _))
    val application = context.applicationId
    if (run.files.bucketCheck == StagedFiles.Checked && checked.add((application, run.folder.bucket)))
      BucketCheck.start(run.folder.tempdir, hadoop)
    if (applications.add(application)) {
      context.addSparkListener(new SparkListener {
        override def onApplicationEnd(end: SparkListenerApplicationEnd): Unit = {
          applications.remove(application)
          Seq(checked, undeletable).foreach(_.removeIf(_._1 == application))
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
      case denied: AccessDeniedException =>
        // At each statement once more, this would bury everything else.
        if (undeletable.add((run.folder.application, run.folder.bucket)))
          logWarning(
            s"Spark's identity lacks a right on the bucket ${run.folder.bucket} of 'tempdir' that clean-up needs " +
              "(s3:ListBucket, s3:DeleteObject): staged files stay, and rows with them. Grant it, or give the bucket a " +
              s"lifecycle rule. Could not remove ${run.root}: ${denied.getMessage}"
          )
        else logInfo(s"Could not remove ${run.root}, for want of rights")
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
